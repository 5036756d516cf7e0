-- For tools/neovim_picture.py: starts the server in Neovim and, when the mistake is told, shows the text about its name.
vim.o.signcolumn, vim.o.laststatus, vim.o.showmode, vim.o.ruler = "yes", 0, false, false
vim.cmd("highlight NormalFloat guibg=#3a4252 guifg=#d8dee9")
vim.cmd("highlight SignColumn guibg=NONE")
vim.cmd("highlight DiagnosticVirtualTextWarn guifg=#ffcb6b")
vim.cmd("highlight DiagnosticUnderlineWarn gui=underline")
vim.bo.filetype = "python"
local config = { name = "torchstate", cmd = { vim.env.PYTHON, "-m", "flake8_torchstate", "server" }, root_dir = vim.fn.getcwd() }
if vim.lsp.start then
  vim.lsp.start(config)
else  -- before Neovim 0.8
  vim.lsp.buf_attach_client(0, vim.lsp.start_client(config))
end

local shown = false
vim.api.nvim_create_autocmd("DiagnosticChanged", { callback = function()
  local first = vim.diagnostic.get(0)[1]
  if first and not shown then
    shown = true
    vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col + #"self." })
    vim.defer_fn(vim.lsp.buf.hover, 200)
  end
end })
