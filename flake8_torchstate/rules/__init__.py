"""The rules, one file each, and the one list of them from which everything else follows."""
from __future__ import annotations

from flake8_torchstate.report.findings import Finding, Rule
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.report.writing import plainly
from flake8_torchstate.rules import (
    bare_tensor, before_super_init, broken_init_chain, device_fixed, idle_tensor, integer_parameter, invalid_name,
    late_tensor, made_per_call, modules_in_container, name_replaced, name_taken, no_super_init,
    old_style_registration, parameters_in_container, shadowed, shared_module, stale_alias, tensor_without_device,
    tensors_in_container, unanalysed, unregistrable_value, untracked_parameter, wrong_kind)
from flake8_torchstate.model.site import Site

RULES: tuple[Rule, ...] = (
    unanalysed.RULE, bare_tensor.RULE, untracked_parameter.RULE, tensors_in_container.RULE,
    parameters_in_container.RULE, modules_in_container.RULE, stale_alias.RULE, shared_module.RULE, made_per_call.RULE,
    name_taken.RULE, name_replaced.RULE, wrong_kind.RULE, shadowed.RULE, before_super_init.RULE, no_super_init.RULE,
    invalid_name.RULE, unregistrable_value.RULE, integer_parameter.RULE, broken_init_chain.RULE, late_tensor.RULE,
    tensor_without_device.RULE, device_fixed.RULE, old_style_registration.RULE, idle_tensor.RULE,
)


def not_analysed(site: Site, name: str, reason: str, help: str = "") -> Finding:
    """The finding for a class that could not be analysed: why, and what may help."""
    words = Words(said("class '{}' was not analysed: {}", name, reason), Help(help))
    return plainly(unanalysed.RULE.at(site, words, name))


def file_not_analysed(reason: str, help: str = "") -> Finding:
    """The finding for a file that could not be analysed: why, and what may help."""
    return Finding(1, 0, unanalysed.RULE.code, said("this file was not analysed: {}", reason), help=help)
