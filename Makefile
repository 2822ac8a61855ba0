# The two commands of the README are `make demo` and `make test`; both work on a fresh clone.
PORT ?= 8000
MANAGE = .venv/bin/python manage.py
PYTEST = .venv/bin/python -m pytest

export PORT

.PHONY: setup demo run test test-unit test-site test-e2e test-services lint format messages vendor docs benchmark last-hour

setup: ## everything that serving the portal needs
	scripts/bootstrap.sh run
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) load_reference_data >/dev/null

demo: ## the 2021 programme played through all four steps, then served
	scripts/bootstrap.sh run
	DEMO=1 $(MANAGE) demo
	DEMO=1 $(MANAGE) serve

run: setup ## serve the portal with its worker and relay
	$(MANAGE) serve

test: ## every test that needs no services: unit and API, the whole site, then headless Chromium
	scripts/bootstrap.sh test
	$(MAKE) --no-print-directory test-unit test-site test-e2e

test-unit:
	$(PYTEST) -m "not e2e and not redis and not site" -n 2 --dist worksteal

test-site:
	$(PYTEST) -m site -n 2 --dist worksteal

test-e2e:
	$(PYTEST) -m "e2e and not redis"

test-services: ## races, faults and the processes of docker-compose.yml, on PostgreSQL and Redis
	scripts/bootstrap.sh services
	scripts/with_services.sh $(PYTEST) -m "not e2e and not redis" -n 2 --dist worksteal
	scripts/with_services.sh $(PYTEST) -m redis

lint: ## style, types, layers, templates, translations, migrations
	scripts/bootstrap.sh test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports --no-cache
	.venv/bin/mypy .
	.venv/bin/djlint --check --quiet templates
	scripts/check_messages.sh
	DJANGO_SETTINGS_MODULE=cleanprod.settings.test $(MANAGE) makemigrations --check --dry-run

format:
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	.venv/bin/djlint --reformat --quiet templates

messages: ## collect new texts into locale/ko (then translate them)
	scripts/make_messages.sh

vendor: ## fetch the front-end packages again, checked by hash
	.venv/bin/python scripts/vendor_assets.py

docs: ## write the generated pages of docs/
	$(MANAGE) write_docs

benchmark: ## how long things take against their floors (docs/setup.md)
	.venv/bin/python benchmarks/simulator.py
	.venv/bin/python benchmarks/official_list.py

last-hour: ## 300 applicants saving and submitting for ten minutes (docs/operations.md)
	.tools/bin/uv sync --quiet --group load
	scripts/with_services.sh .venv/bin/python benchmarks/last_hour.py 300 600
