-- Run by Neovim without a screen: opens a file with a mistake, and says what its own LSP client shows, fixes and hovers.
-- usage: PYTHON=… FILE=… nvim --headless --clean -l, or -c "luafile …"
local command = { vim.env.PYTHON, "-m", "flake8_torchstate", "server" }
vim.cmd("edit " .. vim.env.FILE)
vim.bo.filetype = "python"
local config = { name = "torchstate", cmd = command, root_dir = vim.fn.fnamemodify(vim.env.FILE, ":h") }
if vim.lsp.start then
  vim.lsp.start(config)
else  -- before Neovim 0.8
  vim.lsp.buf_attach_client(0, vim.lsp.start_client(config))
end

local function wait(what)
  return vim.wait(60000, what, 50)
end

local said = {}
wait(function() return #vim.diagnostic.get(0) > 0 end)
for _, found in ipairs(vim.diagnostic.get(0)) do
  table.insert(said, { line = found.lnum, column = found.col, ["end"] = found.end_col, severity = found.severity, code = found.code or found.user_data.lsp.code })
end
local first = vim.diagnostic.get(0)[1] or { lnum = 0, col = 0 }

vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col + #"self.m" })
vim.lsp.buf.hover()
local hover = ""
wait(function()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      hover = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), "\n")
    end
  end
  return hover ~= ""
end)

local offered
vim.ui.select = function(items, options, choose)
  offered = vim.tbl_map(options.format_item, items)
  choose(items[1], 1)
end
vim.lsp.buf.code_action()
wait(function() return offered ~= nil and #vim.diagnostic.get(0) == 0 end)
local left = #vim.diagnostic.get(0)
vim.cmd("silent write")
local file = io.open(vim.env.OUTPUT, "w")
file:write(vim.json and vim.json.encode({ said = said, hover = hover, offered = offered, left = left })
  or vim.fn.json_encode({ said = said, hover = hover, offered = offered, left = left }))
file:close()
vim.cmd("qall!")
