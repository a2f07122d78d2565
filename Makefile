.PHONY: help run dev test bench faults fuzz coverage pictures setup setup-test clean

help:
	@echo 'make run         build the release and serve it with the demo shop on http://127.0.0.1:3000'
	@echo 'make dev         serve a debug build that is rebuilt and reloaded on every edit'
	@echo 'make test        every check: format, lints, Rust, Node and browser tests'
	@echo 'make bench       the load programs, against a release build'
	@echo 'make faults      kills and cuts a server at work a thousand times; fails if an order is lost or doubled'
	@echo 'make fuzz        feeds the parsers of end2end/fuzz with made-up input, five minutes each'
	@echo 'make coverage    which lines of the offline orders the Rust tests reach; fails under 90 %'
	@echo 'make pictures    takes the pictures of README and docs/ anew'
	@echo 'make setup       install what running needs; make setup-test: what testing needs'
	@echo 'make clean       remove what was built; the database in .kedai stays'

run:
	@exec .ci/serve

dev:
	@exec .ci/dev

test:
	@exec .ci/test

bench:
	@exec .ci/bench

faults:
	@exec .ci/faults

fuzz:
	@exec .ci/fuzz

coverage:
	@exec .ci/coverage

pictures:
	@exec .ci/pictures

setup:
	@exec .ci/setup

setup-test:
	@exec .ci/setup test

clean:
	@exec .ci/clean
