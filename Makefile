.PHONY: check run
check:
	python3 start.py test

run:
	python3 start.py
