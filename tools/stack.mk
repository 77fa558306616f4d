# The verbs of the deployed stack, included by the Makefile.

STACK ?= dev
CHECKED := $(CACHE)/venv/bin
# The tools send no request to AWS.
OFFLINE := AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none \
	AWS_EC2_METADATA_DISABLED=true SAM_CLI_TELEMETRY=0

# `sam build` runs these targets with ARTIFACTS_DIR, since template.yaml has
# BuildMethod: makefile.
.PHONY: build-Intake build-Delivery
build-Intake: FUNCTION = intake
build-Delivery: FUNCTION = delivery
build-Intake build-Delivery:
	@GOARCH=arm64 $(RELEASE) -o "$(ARTIFACTS_DIR)/bootstrap" ./lambda/cmd/$(FUNCTION)

# cmd/thoughtlyform does the work of the verbs below; it is built each time,
# which Go's cache makes quick.
OPERATE = @cd cmd/thoughtlyform && go build -o ../../build/thoughtlyform . && cd ../.. && \
	PATH="$(CHECKED):$$PATH" build/thoughtlyform -env '$(STACK)' $(if $(DRY),-dry)

.PHONY: versions
versions:
	@tools/versions.sh go node python

.PHONY: deploy
deploy: versions $(CACHE)/dist.stamp $(if $(DRY),,$(CACHE)/venv.stamp) ## create or update the stack; STACK=dev|prod, DRY=1
	$(OPERATE) deploy

.PHONY: secret
secret: ## ask for the Thoughtly credentials and store them; STACK, DRY=1
	$(OPERATE) secret

.PHONY: waiting
waiting: ## count the waiting and the dead-lettered leads; STACK, DRY=1
	$(OPERATE) waiting

.PHONY: redrive
redrive: ## redrive dead-lettered leads; REASON=text for those whose reason contains it, STACK, DRY=1
	$(OPERATE) $(if $(REASON),-reason '$(REASON)') redrive

.PHONY: review
review: ## count, release or drop the leads held for review; ALLOW=key or DROP=key, STACK, DRY=1
	$(OPERATE) $(if $(ALLOW),-allow '$(ALLOW)') $(if $(DROP),-drop '$(DROP)') review

.PHONY: consent
consent: ## print the evidence of consent to call a number, or verify it; PHONE=+14155550123 or VERIFY=file, STACK, DRY=1
	$(OPERATE) $(if $(VERIFY),-verify '$(VERIFY)') -phone '$(PHONE)' consent

.PHONY: stop
stop: ## add a number to the do-not-call list; PHONE=+14155550123, REASON=text, STACK, DRY=1
	$(OPERATE) -phone '$(PHONE)' -reason '$(REASON)' stop

.PHONY: allow
allow: ## remove a number from the do-not-call list; PHONE=+14155550123, REASON=text, STACK, DRY=1
	$(OPERATE) -phone '$(PHONE)' -reason '$(REASON)' allow

.PHONY: erase
erase: ## stop a number, and print which of its data is deleted and which is kept; PHONE=+14155550123, STACK, DRY=1
	$(OPERATE) -phone '$(PHONE)' $(if $(REASON),-reason '$(REASON)') erase

.PHONY: restore
restore: ## copy the consents of another table into the stack's evidence table; FROM=table, STACK, DRY=1
	$(OPERATE) -from '$(FROM)' restore

.PHONY: destroy
destroy: ## delete the stack, unless leads wait; STACK, DRY=1
	$(OPERATE) destroy

.PHONY: lint-stack
lint-stack: $(CACHE)/venv.stamp $(CACHE)/checkov.stamp ## check the template with the SAM CLI, cfn-lint and checkov
	@$(OFFLINE) $(CHECKED)/sam validate --lint >/dev/null
	@$(CHECKED)/cfn-lint --include-checks I --template template.yaml
	@$(CACHE)/checkov/bin/checkov --file template.yaml --framework cloudformation --compact --quiet --skip-download \
		>$(CACHE)/checkov.log || { cat $(CACHE)/checkov.log; exit 1; }

.PHONY: test-stack
test-stack: lint-stack build-host $(CACHE)/dist.stamp ## test the template, built by the SAM CLI, and its resources on moto
	@$(OFFLINE) $(CHECKED)/sam build --build-dir build/sam >/dev/null
	@$(OFFLINE) $(CHECKED)/python -m pytest -q -p no:cacheprovider tools/stack

$(CACHE)/checkov.stamp: tools/requirements-checkov.txt
	@tools/venv.sh $(CACHE)/checkov $<
	@touch $@
