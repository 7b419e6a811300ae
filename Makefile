.PHONY: check run locks
check:
	python3 start.py test

run:
	python3 start.py

LOCK = printf 'hatchling>=1.27\neditables\n' | uv pip compile pyproject.toml - --universal --python-version 3.11 \
	--no-emit-index-url --generate-hashes --no-annotate --no-header

locks:
	$(LOCK) -o requirements.lock
	$(LOCK) --extra dev --extra postgres -o requirements-dev.lock
