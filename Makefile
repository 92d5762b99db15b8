# `make run` and `make test` need Debian (or any Unix), Python 3.11 or newer and make; they set up the rest.
# 运行 `make run` 或 `make test` 只需 Python 3.11 以上和 make，其余自动安装。

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# uv makes the environment equal to the lock file; this is the one place that says which uv.
UV := uv>=0.13,<0.14
VENV := .venv
BIN := $(VENV)/bin
ROOMS := questionnaires scoring assessment reports api
# The first of these that is new enough makes the environment; `make PYTHON=… run` chooses another.
PYTHON := python3.11 python3 python3.12 python3.13 python3.14 python

# Stamps: each step runs again only when what it depends on has changed.
MADE := $(VENV)/.made
SYNCED := $(VENV)/.synced
INSTALLED := $(VENV)/.installed
READY := $(VENV)/.ready

.PHONY: run demo test bench check help lock clean

run: $(READY) ## the server on http://127.0.0.1:8000, data in ./data 启动网上问卷
	@$(BIN)/maturity serve

demo: $(READY) ## score three sample firms and print their reports 评估三家示例企业并生成报告
	@$(BIN)/maturity demo

test: $(READY) check ## the checks and the whole test suite 静态检查和全部测试
	@$(BIN)/python -m tests.journeys.chromium
	@$(BIN)/python -m pytest -n auto

bench: $(READY) ## the benchmarks; writes bench.json 性能测试，结果写入 bench.json
	@$(BIN)/python -m tests.benchmarks

check: $(READY) ## style, types and the rule who imports whom 代码风格、类型和依赖规则
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

help: ## this list 显示本列表
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 10

lock: $(MADE) ## requirements.lock from pyproject.toml; newest with UPGRADE=--upgrade 重新锁定依赖版本
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--group dev --all-extras $(UPGRADE) pyproject.toml -o requirements.lock

clean: ## remove the environment and everything generated 删除环境和生成的文件
	@rm -rf $(VENV) build dist demo bench.json .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find $(ROOMS) tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- set-up ---------------------------------------------------------------------------------------------------

$(MADE): Makefile
	@python=; for candidate in $(PYTHON); do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			python=$$candidate; break; fi; done; \
	if [ -z "$$python" ]; then \
		echo "需要 Python 3.11 或更高版本，请先安装。 Python 3.11 or newer is needed; install it first." >&2; \
		exit 1; fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		package=$$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		as_root=; [ "$$(id -u)" = 0 ] || as_root='sudo -n'; \
		install="$$as_root apt-get install -y -q --no-install-recommends $$package"; \
		{ $$install || { $$as_root apt-get update -q; $$install; }; } >/dev/null 2>&1 </dev/null || { \
			echo "缺少 Python 的 venv 模块，请先执行 sudo apt-get install $$package 。" \
				"Python lacks its venv module; first run: sudo apt-get install $$package" >&2; exit 1; }; fi; \
	$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
		echo "→ 创建虚拟环境 creating $(VENV)"; "$$python" -m venv --clear $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check '$(UV)'
	@touch $@

$(SYNCED): requirements.lock $(MADE)
	@echo "→ 安装锁定的依赖 installing the locked packages"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --require-hashes requirements.lock
	@touch $@

# The project itself goes in again after each sync, which takes out all that the lock file does not name.
$(INSTALLED): pyproject.toml $(SYNCED)
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@

# Neither step can fail the set-up: without them scoring works, and the program says why a PDF does not.
$(READY): reports/libraries.py reports/fonts.py reports/typeface.py $(INSTALLED)
	@echo "→ 准备 PDF 的系统库和字体（首次约半分钟） libraries and fonts for PDF (half a minute at first)"
	@$(BIN)/python -m reports.libraries
	@$(BIN)/python -m reports.fonts || true
	@touch $@
