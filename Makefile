# The verbs of the project. The first verb that needs a tool installs it and
# leaves a stamp in .cache, so that a second run does not repeat it. Each version
# is written in one place: go.mod here and in tools/*, tools/requirements*.txt,
# and the package.json of web, hosts, bench and tools/*.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

CACHE := $(CURDIR)/.cache
export GOTOOLCHAIN := local
export GOFLAGS := -buildvcs=false

# The functions' binaries are built the same way everywhere.
RELEASE := CGO_ENABLED=0 GOOS=linux go build -trimpath -tags lambda.norpc -ldflags '-s -w'
FUNCTIONS := intake delivery

PHONE_GEN := shared/phone/internal/gen
PHONE_PYTHON := $(CACHE)/phonenumbers/bin/python

# The nested modules: the generator with its oracle, and tests with tools that
# shipped code must not link.
NESTED := $(patsubst %/go.mod,%,$(filter-out tools/%,$(shell git ls-files '*/go.mod')))

# Packages whose tests start servers and functions. They run one at a time.
HEAVY := $(addprefix ./,$(sort $(patsubst %/,%,$(dir $(shell git grep -l '^//go:build integration' -- '*_test.go')))))

.PHONY: help
help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# All tools that .ci/run needs. tools/debian.sh runs one apt-get at a time.
SETUP := tinygo.stamp wordpress.stamp engines.stamp chromium.stamp venv.stamp checkov.stamp phonenumbers.stamp \
	node.stamp hosts.stamp eslint.stamp asyoutype.stamp binaryen.stamp staticcheck

.PHONY: setup
setup: $(addprefix $(CACHE)/,$(SETUP)) ## install the tools of every verb except bench; make -j4 setup does it in parallel

.PHONY: run
run: $(CACHE)/dist.stamp $(if $(filter moto,$(AWS)),$(CACHE)/venv.stamp) ## start the whole system on this machine; PORT, THOUGHTLY_PORT, ORIGINS, GUARD=off, AWS=moto
	@go build -o build/devstack ./cmd/devstack
	@AWS='$(AWS)' exec build/devstack

.PHONY: build
build: $(CACHE)/dist.stamp ## build the functions for Lambda (linux/arm64) and the widget, and check the form definitions
	@go run ./cmd/snippet -check
	@for f in $(FUNCTIONS); do GOARCH=arm64 $(RELEASE) -o build/$$f/bootstrap ./lambda/cmd/$$f || exit 1; done

# For this machine, to run in the emulator.
.PHONY: build-host
build-host:
	@for f in $(FUNCTIONS); do $(RELEASE) -o build/host/$$f/bootstrap ./lambda/cmd/$$f || exit 1; done

.PHONY: generate
generate: $(CACHE)/phonenumbers.stamp $(CACHE)/tinygo.stamp $(CACHE)/binaryen.stamp $(CACHE)/eslint.stamp ## generate the phone tables, the time zones of numbers, the WebAssembly module, web/src/generated.ts and web/custom-elements.json
	@$(PHONE_PYTHON) lambda/hours/generate.py
	@cd $(PHONE_GEN) && $(PHONE_PYTHON) export.py >metadata.jsonl && go run .
	@CACHE=$(CACHE) wasm/build.sh wasm/validator.wasm wasm/form.wasm wasm/wasmtest/testdata/checked.wasm
	@mkdir -p build && go run ./internal/typescript >build/generated.ts && mv build/generated.ts web/src/generated.ts
	@node tools/eslint/custom-elements.mjs >build/custom-elements.json && mv build/custom-elements.json web/custom-elements.json

# Only $(PHONE_GEN)/requirements.txt has the version of the metadata.
.PHONY: metadata
metadata: ## change the release of libphonenumber's metadata and print the regions that changed; VERSION=9.0.43
	@[ -n '$(VERSION)' ] || { echo "VERSION is missing: a release of phonenumbers, make metadata VERSION=…"; exit 1; }
	@sed -i 's/^phonenumbers==.*/phonenumbers==$(VERSION)/' $(PHONE_GEN)/requirements.txt
	@$(MAKE) --no-print-directory generate
	@cd $(PHONE_GEN) && PHONE_PYTHON=$(PHONE_PYTHON) go test -run Agree .
	@echo "changed: $$(git diff -U0 -- $(PHONE_GEN)/metadata.jsonl | sed -n 's/^+{"id": "\([^"]*\)", "country_code": \([0-9]*\).*/\1 (+\2)/p' | paste -sd' ')"

.PHONY: oracle
oracle: $(CACHE)/phonenumbers.stamp ## test the phone rules against libphonenumber's Python port with all inputs, about half an hour
	@cd $(PHONE_GEN) && PHONE_ORACLE=full PHONE_PYTHON=$(PHONE_PYTHON) go test -v -timeout 2h -run 'Agree$$|ExampleNumbers' -skip AsYouType .

.PHONY: snippet
snippet: ## print a form's markup, which also works without scripts; FORM=contact, ENDPOINT=https://forms.example.com
	@go run ./cmd/snippet $(if $(ENDPOINT),-endpoint '$(ENDPOINT)') '$(or $(FORM),contact)'

.PHONY: test
test: lint test-real test-nested test-web test-browser test-stack ## run all tests, one verb after the other; NIGHTLY=1 for full size, TEST_SEED=n repeats a run

.PHONY: lint
lint: $(CACHE)/staticcheck $(CACHE)/node.stamp $(CACHE)/eslint.stamp $(CACHE)/venv.stamp ## check formatting and types, and run the linters
	@files=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$files" ] || { echo "not gofmt-formatted:" $$files; exit 1; }
	@go vet ./... && go vet -tags integration ./...
	@GOOS=wasip1 GOARCH=wasm go vet ./wasm ./shared/...
	@$(CACHE)/staticcheck -tags integration ./...
	@$(CACHE)/venv/bin/shellcheck .ci/run $(shell git ls-files '*.sh')
	@cd web && npm run --silent lint
	@web/node_modules/.bin/prettier --check --ignore-unknown --log-level warn $(shell git ls-files hosts tools/eslint 'bench/*.mjs')
	@tools/eslint/node_modules/.bin/eslint -c tools/eslint/eslint.config.mjs .

.PHONY: test-go
test-go: ## run the Go unit tests, which need only Go
	@go test ./...

.PHONY: test-nested
test-nested: export PHONE_PYTHON := $(PHONE_PYTHON)
test-nested: $(CACHE)/node.stamp $(CACHE)/asyoutype.stamp $(CACHE)/phonenumbers.stamp ## test the phone rules against libphonenumber's Python port, and the module under wazero
	@for m in $(NESTED); do echo "$$m:"; (cd $$m && go vet ./... && go test ./...) || exit 1; done

.PHONY: test-web
test-web: $(CACHE)/dist.stamp ## run the TypeScript unit tests
	@cd web && npm test --silent

.PHONY: test-real
test-real: $(CACHE)/venv.stamp build-host ## run the Go unit tests, then test the functions under the Lambda emulator with moto for AWS
	@go test $(filter-out $(patsubst ./%,thoughtlyform/%,$(HEAVY)),$(shell go list ./...))
	@go test -tags integration -p 1 -timeout $(if $(NIGHTLY),3h,1h) $(HEAVY)

.PHONY: test-browser
test-browser: $(CACHE)/dist.stamp $(CACHE)/chromium.stamp ## test the form in Chromium, with the system that make run starts
	@go build -o build/devstack ./cmd/devstack
	@cd web && npm run --silent e2e

.PHONY: test-hosts
test-hosts: $(CACHE)/dist.stamp $(CACHE)/hosts.stamp $(CACHE)/chromium.stamp $(CACHE)/engines.stamp ## test the npm package in frameworks, bundlers and three browser engines; ONLY="package pages"
	@go build -o build/devstack ./cmd/devstack
	@cd hosts && node run.mjs $(ONLY)

.PHONY: audit
audit: ## check for known vulnerabilities (govulncheck) and risky code (gosec), and print which of their data is unreachable
	@tools/audit.sh

.PHONY: dist-npm
dist-npm: $(CACHE)/dist.stamp ## the npm package, in build/
	@mkdir -p build && cd web && echo "build/$$(npm pack --silent --pack-destination ../build)"

.PHONY: dist-wordpress
dist-wordpress: ## build the WordPress plugin, build/thoughtly-form-wordpress.zip
	@mkdir -p build && rm -f build/thoughtly-form-wordpress.zip
	@cd integrations/wordpress && python3 -m zipfile -c ../../build/thoughtly-form-wordpress.zip thoughtly-form
	@echo build/thoughtly-form-wordpress.zip

.PHONY: test-wordpress
test-wordpress: $(CACHE)/dist.stamp $(CACHE)/hosts.stamp $(CACHE)/chromium.stamp $(CACHE)/wordpress.stamp dist-wordpress ## test the plugin in Debian's WordPress with MariaDB
	@phpcs --standard=integrations/wordpress/phpcs.xml
	@go build -o build/devstack ./cmd/devstack
	@cd hosts && node --test --test-timeout=1800000 wordpress

.PHONY: fuzz
fuzz: ## run each fuzz target for FUZZTIME (default 1m)
	@tools/fuzz.sh $(or $(FUZZTIME),1m)

.PHONY: bench
bench: $(CACHE)/bench.stamp $(CACHE)/phonenumbers.stamp $(CACHE)/dist.stamp $(CACHE)/chromium.stamp $(CACHE)/venv.stamp ## measure this project and its peers, and write bench/RESULTS.md; QUICK=1, PARTS="bytes rules page lambda growth"
	@cd bench && QUICK='$(QUICK)' node run.mjs $(PARTS)

.PHONY: verify
verify: generate ## fail if make generate changes a committed file
	@git diff --exit-code --stat -- shared wasm web/src/generated.ts web/custom-elements.json lambda/hours

# ---- set-up

$(CACHE)/venv.stamp: tools/requirements.txt
	@tools/venv.sh $(CACHE)/venv $<
	@touch $@

$(CACHE)/phonenumbers.stamp: $(PHONE_GEN)/requirements.txt
	@python3 -m venv $(CACHE)/phonenumbers || { echo "Python's venv module is missing: on Debian, apt-get install python3-venv"; exit 1; }
	@$(CACHE)/phonenumbers/bin/pip install --quiet --disable-pip-version-check -r $(PHONE_GEN)/requirements.txt
	@touch $@

$(CACHE)/node.stamp: web/package-lock.json
	@cd web && npm ci --silent --no-audit --no-fund
	@mkdir -p $(CACHE) && touch $@

$(CACHE)/bench.stamp: bench/package-lock.json
	@cd bench && npm ci --silent --no-audit --no-fund
	@mkdir -p $(CACHE) && touch $@

$(CACHE)/hosts.stamp: hosts/package-lock.json
	@cd hosts && npm ci --silent --no-audit --no-fund
	@mkdir -p $(CACHE) && touch $@

$(CACHE)/wordpress.stamp: tools/wordpress.sh
	@tools/wordpress.sh
	@mkdir -p $(CACHE) && touch $@

$(CACHE)/engines.stamp: tools/engines.sh
	@tools/engines.sh
	@mkdir -p $(CACHE) && touch $@

$(CACHE)/asyoutype.stamp: shared/phone/internal/gen/asyoutype/package-lock.json
	@cd shared/phone/internal/gen/asyoutype && npm ci --silent --no-audit --no-fund
	@mkdir -p $(CACHE) && touch $@

$(CACHE)/binaryen.stamp: tools/binaryen/package-lock.json
	@cd tools/binaryen && npm ci --silent --no-audit --no-fund
	@mkdir -p $(CACHE) && touch $@

$(CACHE)/eslint.stamp: tools/eslint/package-lock.json
	@cd tools/eslint && npm ci --silent --no-audit --no-fund
	@mkdir -p $(CACHE) && touch $@

$(CACHE)/dist.stamp: $(CACHE)/node.stamp $(shell git ls-files web/src web/scripts web/tsconfig.json web/package.json) wasm/validator.wasm wasm/form.wasm shared/phone/blobs.bin $(wildcard forms/*.json forms/examples/*.json)
	@cd web && npm run --silent build
	@touch $@

$(CACHE)/staticcheck: tools/lint/go.mod
	@cd tools/lint && go build -o $@ honnef.co/go/tools/cmd/staticcheck

$(CACHE)/tinygo.stamp: tools/tinygo/go.mod tools/tinygo/install.sh
	@tools/tinygo/install.sh $(CACHE)/tinygo
	@touch $@

$(CACHE)/chromium.stamp: tools/chromium.sh
	@tools/chromium.sh
	@mkdir -p $(CACHE) && touch $@

include tools/stack.mk
