# SPDX-License-Identifier: MIT
#
# Builds the static binary and runs every check of it. All that it makes goes to $(B); flags that the user gives are
# added to ours and never replace them. `make help` lists the targets.

.DELETE_ON_ERROR:
.SUFFIXES:
# Without this make takes the sanitizer objects for intermediates and deletes them after every run.
.SECONDARY:

B ?= build
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
ifneq ($(origin CFLAGS),undefined)
USER_CFLAGS := yes
endif
TEST_CFLAGS ?= -O1 -g
SAN_CC ?= gcc
FUZZ_CC ?= clang
FUZZ_SECONDS ?= 10
FAULT_ONE_IN ?= 8
STRIP ?= strip
WERROR ?= -Werror
SETUP ?= yes
Q := $(if $(V),,@)
export SETUP

# musl by default where it is, or where the set-up will put it (Debian); elsewhere, Alpine too, the system's own.
ifneq ($(filter default undefined,$(origin CC)),)
CC := $(if $(shell command -v musl-gcc || command -v apt-get),musl-gcc,cc)
endif
MUSL_WRAPPER := $(filter musl-gcc %/musl-gcc,$(CC))
ALPINE := $(wildcard /etc/alpine-release)

VERSION := $(file <VERSION)
SRC := $(sort $(wildcard shim/*.c shim/*/*.c))
HDR := $(sort $(wildcard include/*/*.h shim/*/*.h))
UNIT := $(sort $(wildcard tests/unit/*/test_*.c))
HELPER_SRC := $(sort $(wildcard tests/run/*.c))
BATS ?= $(sort $(wildcard tests/run/*.bats))
# The tests keep the C library's own of these, malloc(3) and qsort(3), which the sanitizers watch; ours have tests that
# include their sources.
TESTED := $(filter-out shim/main.c shim/sys/heap.c shim/sys/sort.c,$(SRC))
CSRC := $(SRC) $(HDR) $(sort $(wildcard tests/*/*.c tests/*/*.h tests/unit/*/*.c tests/unit/*/*.h))
SHELL_SRC = $(sort $(shell find $(wildcard .ci tests examples) -name '*.sh' -o -path .ci/run))
BATS_SRC = $(sort $(shell find $(wildcard tests examples) -name '*.bats' -o -name '*.bash'))

OBJ := $(SRC:%.c=$(B)/obj/%.o)
TEST_BIN := $(UNIT:tests/unit/%.c=$(B)/test/%)
COV_BIN := $(UNIT:tests/unit/%.c=$(B)/cov/bin/%)
FUZZ_BIN := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
REPLAY_BIN := $(FUZZ_BIN:$(B)/fuzz/%=$(B)/replay/%)
HELPER := $(HELPER_SRC:tests/run/%.c=$(B)/run/%) $(B)/run/refuse
FAULT_OBJ := $(patsubst %.c,$(B)/fault/obj/%.o,$(sort $(wildcard tests/fault/*.c)))
FAULT_BIN := $(addprefix $(B)/fault/,fault refuse marker)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings -Wundef -Wvla \
	-Wswitch-enum -Wimplicit-fallthrough $(WERROR)
BASE := -std=c11 -D_GNU_SOURCE -iquote include -DMG_VERSION='"$(VERSION)"' -MMD -MP
HARDEN := -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero -fno-common \
	-fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections -ffile-prefix-map=$(CURDIR)=.
# A table needs no more alignment than its members, and a switch over a handful of values no table. What the last four
# turn off makes code longer here.
SMALL := -malign-data=abi -fno-jump-tables -fno-tree-sra -fno-tree-fre -fno-if-conversion -fno-shrink-wrap
# Nothing is relocated at the start, so there is nothing to make read-only behind it (relro), only padding; nor is
# there any between the segments, which may share a page of the file.
HARDEN_LD := -Wl,-z,norelro,-z,common-page-size=64,-z,noexecstack,-z,noseparate-code,--gc-sections
# cmocka hands every test a state that most do not use.
TEST_WARN := $(WARN) -Wno-unused-parameter
# Tests include the headers that a folder keeps to itself, too.
TEST_INC := -iquote shim -iquote tests/unit
# Alpine's gcc has no sanitizer libraries; there undefined behaviour traps and nothing more.
SAN := $(if $(ALPINE),-fsanitize=undefined -fsanitize-undefined-trap-on-error,-fsanitize=address,undefined \
	-fno-sanitize-recover=all -D_FORTIFY_SOURCE=2) -fno-omit-frame-pointer

FUZZ_FLAGS := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all

# $(call compiles,FLAG...): those of the flags that the compiler knows; one run where it knows them all.
compiles = $(shell try() { $(CC) -Werror "$$@" -c -x c -o /dev/null /dev/null 2>/dev/null; }; \
	if try $(1); then echo '$(1)'; else for f in $(1); do if try $$f; then echo $$f; fi; done; fi)
# $(call stamp,FILE,TEXT): writes the file where it says something else, so that what depends on it is made again.
stamp = $(if $(DRY),,$(if $(subst <$(2)>,,<$(file <$(1))>),$(shell mkdir -p $(dir $(1)))$(file >$(1),$(2))))

# All that asks the compiler, which on a new machine has to be installed first. Not under -n, which changes nothing.
DRY := $(findstring n,$(firstword -$(MAKEFLAGS)))
ifneq ($(filter-out clean distclean help fmt uninstall,$(or $(MAKECMDGOALS),all)),)
ifneq ($(or $(DRY),$(shell SETUP=$(SETUP) sh tests/tools/setup.sh $(if $(MUSL_WRAPPER)$(ALPINE),build,glibc) && echo ready)),$(or $(DRY),ready))
$(error the tools for building are not there)
endif
ifneq ($(MUSL_WRAPPER),)
# musl-gcc sees no kernel headers. Last, so that musl's own headers win.
SYSINC := -isystem $(B)/libcap/include -idirafter /usr/include -idirafter /usr/include/$(shell $(CC) -dumpmachine)
LIBCAP := $(B)/libcap/libcap.a
endif
# No PIE: the relocations of its tables, 15 KB, would be a seventh of the binary, and cost time at every start. (And
# musl-gcc -static-pie silently makes a dynamic executable.)
PIE := -fno-pie
LINK_BEGIN := -static -no-pie
ifndef USER_CFLAGS
CFLAGS := $(or $(call compiles,-Oz),-Os) -g
endif
PRODUCT := $(BASE) $(WARN) $(PIE) $(call compiles,$(HARDEN) $(SMALL)) $(CPPFLAGS) $(CFLAGS) $(SYSINC)
LINK := $(PIE) $(CFLAGS) $(HARDEN_LD) -Wl,-T,shim/link.ld $(LDFLAGS) $(LINK_BEGIN)
LINK_LIBS := $(or $(LIBCAP),-lcap)
$(call stamp,$(B)/flags,$(CC) $(PRODUCT) $(LINK) $(LINK_LIBS) $(SRC))
$(call stamp,$(B)/test-flags,$(SAN_CC) $(BASE) $(TEST_WARN) $(SAN) $(CPPFLAGS) $(TEST_CFLAGS) $(SRC))
endif

all: $(B)/mountguard $(B)/mountguard.stripped ## build the static binary (the default)

$(B)/mountguard: $(OBJ) $(LIBCAP) shim/link.ld $(B)/flags
	@echo "LINK $@"
	$(Q)$(CC) $(LINK) $(OBJ) $(LINK_LIBS) -o $@

$(B)/mountguard.stripped: $(B)/mountguard tests/tools/strip.sh
	$(Q)sh tests/tools/strip.sh '$(STRIP)' $< $@

$(B)/obj/%.o: %.c $(B)/flags | $(LIBCAP)
	@echo "CC $<"
	$(Q)mkdir -p $(@D) && $(CC) $(PRODUCT) -c -o $@ $<

# Downloaded once, and built again when the list of sources changes; `make distclean` throws it away.
$(B)/libcap/libcap.a: tests/tools/libcap.sh
	$(Q)sh tests/tools/libcap.sh $(B)/libcap $(CC)

$(B)/flags $(B)/test-flags: ;

# What a group of targets needs: checked once, and again when the list changes.
$(B)/setup/%: tests/tools/setup.sh
	$(Q)mkdir -p $(@D) && sh tests/tools/setup.sh $* && touch $@

$(B)/san/%.o: %.c $(B)/test-flags | $(B)/setup/test
	@echo "CC $< (sanitizers)"
	$(Q)mkdir -p $(@D) && $(SAN_CC) $(BASE) $(if $(filter tests/%,$<),$(TEST_WARN) $(TEST_INC),$(WARN)) $(SAN) $(CPPFLAGS) $(TEST_CFLAGS) -c -o $@ $<

$(B)/test/%: $(B)/san/tests/unit/%.o $(TESTED:%.c=$(B)/san/%.o)
	$(Q)mkdir -p $(@D) && $(SAN_CC) $(SAN) $(TEST_CFLAGS) -o $@ $^ -lcmocka -lcap

$(B)/replay/%: $(B)/san/tests/fuzz/%.o $(B)/san/tests/fuzz/replay.o $(TESTED:%.c=$(B)/san/%.o)
	$(Q)mkdir -p $(@D) && $(SAN_CC) $(SAN) $(TEST_CFLAGS) -o $@ $^ -lcap

$(B)/cov/%.o: %.c $(B)/test-flags | $(B)/setup/test
	$(Q)mkdir -p $(@D) && $(SAN_CC) $(BASE) $(TEST_INC) $(CPPFLAGS) -O0 -g --coverage -c -o $@ $<

$(B)/cov/bin/%: $(B)/cov/tests/unit/%.o $(TESTED:%.c=$(B)/cov/%.o)
	$(Q)mkdir -p $(@D) && $(SAN_CC) --coverage -o $@ $^ -lcmocka -lcap

# With the probes that libFuzzer follows its inputs by.
$(B)/fuzz/obj/%.o: %.c $(B)/test-flags | $(B)/setup/fuzz
	@echo "CC $< (fuzzing)"
	$(Q)mkdir -p $(@D) && $(FUZZ_CC) $(BASE) $(TEST_INC) $(FUZZ_FLAGS) -c -o $@ $<

$(B)/fuzz/%: $(B)/fuzz/obj/tests/fuzz/%.o $(TESTED:%.c=$(B)/fuzz/obj/%.o)
	$(Q)$(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $^ -lcap

$(B)/run/%: tests/run/%.c $(B)/test-flags | $(B)/setup/test
	@echo "CC $<"
	$(Q)mkdir -p $(@D) && $(SAN_CC) $(BASE) $(TEST_WARN) $(TEST_INC) -MF $@.d -O2 -o $@ $<

$(B)/fault/obj/%.o: %.c $(B)/test-flags | $(B)/setup/test
	@echo "CC $<"
	$(Q)mkdir -p $(@D) && $(SAN_CC) $(BASE) $(TEST_WARN) -O2 -g -c -o $@ $<

# Two of them run where a call of the dynamic loader may be the one that is refused.
$(B)/fault/refuse $(B)/run/refuse: $(addprefix $(B)/fault/obj/tests/fault/,refuse.o calls.o)
$(B)/fault/marker: $(B)/fault/obj/tests/fault/marker.o
$(B)/fault/refuse $(B)/run/refuse $(B)/fault/marker:
	$(Q)mkdir -p $(@D) && $(SAN_CC) -static -o $@ $^

$(B)/fault/fault: $(filter-out %/refuse.o %/marker.o,$(FAULT_OBJ))
	$(Q)$(SAN_CC) -o $@ $^

RUN_ENV = B=$(abspath $(B)) MOUNTGUARD=$(abspath $(B)/mountguard) MG_HELPERS=$(abspath $(B)/run)

check: $(TEST_BIN) $(REPLAY_BIN) | $(B)/setup/test ## run the unit tests and the fuzz corpora (gcc, ASan and UBSan)
	$(Q)sh tests/tools/unit.sh $(TEST_BIN)
	$(Q)sh tests/tools/replay.sh $(REPLAY_BIN)

check-static: all | $(B)/setup/test ## check that the binary is static, small and clean
	$(Q)sh tests/tools/static.sh $(B)/mountguard $(B)/mountguard.stripped

check-reproducible: all | $(B)/setup/test ## build it twice, in two directories and on two days, and compare the bytes
	$(Q)sh tests/tools/reproducible.sh $(B) '$(CC)'

check-run: all $(HELPER) | $(B)/setup/test ## run the binary against real mounts
	$(Q)$(RUN_ENV) bash tests/tools/bats.sh $(B)/run $(BATS)

FAULT_ENV = MOUNTGUARD=$(abspath $(B)/mountguard) MG_FAULT=$(abspath $(B)/fault)

check-fault: all $(FAULT_BIN) | $(B)/setup/test ## fail one in FAULT_ONE_IN of the system calls that there are, in each way
	$(Q)$(FAULT_ENV) bash tests/fault/run.sh --one-in $(FAULT_ONE_IN)

fault: all $(FAULT_BIN) | $(B)/setup/test ## fail every system call, or (FAULT=...) one that a finding names
	$(Q)$(FAULT_ENV) bash tests/fault/run.sh $(if $(FAULT),--only '$(FAULT)')

check-glibc: ## build a static binary with glibc, and start it
	+@$(MAKE) --no-print-directory CC=gcc B=$(B)/glibc all
	$(Q)$(B)/glibc/mountguard --check -e '/ dir'

fuzz: $(FUZZ_BIN) | $(B)/setup/fuzz ## feed random text to the parsers, FUZZ_SECONDS each
	$(Q)sh tests/tools/fuzz.sh $(B)/fuzz $(FUZZ_SECONDS) $(FUZZ_BIN)

# One after the other, whatever -j says: the tests have deadlines, and their output is to be read.
test: all $(TEST_BIN) $(REPLAY_BIN) $(HELPER) ## check, check-static and check-run
	+@$(MAKE) --no-print-directory check
	+@$(MAKE) --no-print-directory check-static
	+@$(MAKE) --no-print-directory check-run

test-engine: all $(HELPER) | $(B)/setup/test $(B)/setup/engine ## run it in a real container engine
	$(Q)$(RUN_ENV) bash tests/engine/run.sh

# No part of ci, which has 45 minutes: the whole suite twice (overlay2 and containerd's image store), and a Debian sid
# that has to be made first, which an archive that changes every day may refuse.
test-engines-today: all $(HELPER) | $(B)/setup/today ## run it in the engines of today, those of Debian sid
	$(Q)$(RUN_ENV) bash tests/engine/today.sh $(if $(FILTER),-f '$(FILTER)') $(if $(STORE),-s $(STORE)) $(STACKS)

test-kubernetes: all | $(B)/setup/test $(B)/setup/kubernetes ## run it in real pods, on a Kubernetes of its own
	$(Q)$(RUN_ENV) bash tests/kubernetes/run.sh $(if $(FILTER),-f '$(FILTER)') $(PODS)

demo: all $(HELPER) | $(B)/setup/test ## show what it does, on real mounts
	$(Q)$(RUN_ENV) bash tests/run/demo.sh

bench: all $(HELPER) | $(B)/setup/test ## measure it beside its peers
	$(Q)$(RUN_ENV) bash tests/bench/run.sh

lint: lint-format lint-headers lint-layers lint-cppcheck lint-analyzer lint-tidy lint-shell ## run all the linters

# The releases of clang-format do not agree with each other (macros with braces); one of them has to decide.
FORMAT_VERSION := 14

lint-format: | $(B)/setup/lint
	$(Q)case "$$(clang-format --version)" in \
	*version\ $(FORMAT_VERSION).*) clang-format --dry-run -Werror $(CSRC) ;; \
	*) echo "lint-format: not checked: that takes clang-format $(FORMAT_VERSION), and this is $$(clang-format --version)" ;; \
	esac

lint-headers: | $(B)/setup/lint
	$(Q)for h in $(HDR); do $(SAN_CC) $(BASE) $(WARN) -fsyntax-only -include ./$$h -x c /dev/null -MF /dev/null || exit 1; done

lint-layers: | $(B)/setup/lint
	$(Q)sh tests/tools/layers.sh

# It does not know the cleanup attribute (memleak), nor that a function fills in what it is handed (ctuuninitvar). In
# the tests an assertion ends what follows (nullPointer..., deallocuse: cppcheck 2.17 and later).
lint-cppcheck: | $(B)/setup/lint
	$(Q)mkdir -p $(B)/lint/cppcheck
	$(Q)cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
		--suppress=missingIncludeSystem --suppress=memleak --suppress=ctuuninitvar --suppress=nullPointerOutOfMemory \
		--suppress=ctunullpointerOutOfMemory '--suppress=deallocuse:tests/*' --force '-DMG_VERSION="$(VERSION)"' \
		--cppcheck-build-dir=$(B)/lint/cppcheck -Iinclude -Ishim -Itests/unit $(filter %.c,$(CSRC))

lint-analyzer: $(SRC:%.c=$(B)/lint/%.analyzed)

# What takes the place of a closed standard descriptor is meant to stay open (gcc 13 and later see it).
$(B)/lint/shim/sys/sys.analyzed: ANALYZER := -Wno-analyzer-fd-leak
# Where fdopendir(3) fails, errno says why; gcc 16 allows for a 0 there.
$(B)/lint/shim/probe/list.analyzed: ANALYZER := -Wno-analyzer-null-argument

# With optimization, as gcc's manual asks for: what is inlined is followed across functions.
$(B)/lint/%.analyzed: %.c $(HDR) | $(B)/setup/lint
	@echo "ANALYZE $<"
	$(Q)mkdir -p $(@D) && gcc $(filter-out -MMD -MP,$(BASE)) -O2 -fanalyzer $(ANALYZER) -Werror -c -o /dev/null $<
	$(Q)touch $@

lint-tidy: $(SRC:%.c=$(B)/lint/%.tidy)

$(B)/lint/%.tidy: %.c $(HDR) .clang-tidy | $(B)/setup/lint
	@echo "TIDY $<"
	$(Q)mkdir -p $(@D) && { clang-tidy --quiet $< -- $(filter-out -MMD -MP,$(BASE)) >$@.log 2>&1 || { cat $@.log; exit 1; }; }
	$(Q)touch $@

lint-shell: | $(B)/setup/lint
	$(Q)shellcheck $(SHELL_SRC)
	$(Q)$(if $(BATS_SRC),shellcheck -e SC2030 -e SC2031 -e SC2034 -e SC2154 $(BATS_SRC))

fmt: ## format the C sources in place
	$(Q)sh tests/tools/setup.sh lint
	$(Q)clang-format -i $(CSRC)

cov: $(COV_BIN) | $(B)/setup/test ## show how much of each file the unit tests run
	$(Q)find $(B)/cov -name '*.gcda' -delete
	$(Q)for t in $(COV_BIN); do $$t >/dev/null 2>&1 || { echo "$$t failed"; exit 1; }; done
	$(Q)sh tests/tools/cov.sh $(TESTED:%.c=$(B)/cov/%.o)

install: all ## install to $(DESTDIR)$(BINDIR)
	install -Dm755 $(B)/mountguard.stripped $(DESTDIR)$(BINDIR)/mountguard

uninstall: ## remove what install installed
	rm -f $(DESTDIR)$(BINDIR)/mountguard

clean: ## remove what was built, but for libcap, which would have to be downloaded again
	rm -rf $(addprefix $(B)/,obj san test replay fuzz fault glibc cov run lint setup probe flags test-flags mountguard mountguard.stripped)

distclean: clean ## remove all that was made
	rm -rf $(B)/libcap
	rmdir $(B) 2>/dev/null || true

ci: ## what the pipeline runs: lint, test, check-fault, check-reproducible, check-glibc, fuzz, demo, test-engine
	+@$(MAKE) --no-print-directory lint
	+@$(MAKE) --no-print-directory test
	+@$(MAKE) --no-print-directory check-fault
	+@$(MAKE) --no-print-directory check-reproducible
	+@$(MAKE) --no-print-directory check-glibc
	+@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=3
	+@$(MAKE) --no-print-directory demo
	+@$(MAKE) --no-print-directory test-engine

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' Makefile

.PHONY: all check check-fault check-glibc check-reproducible check-run check-static fault fuzz test test-engine test-engines-today test-kubernetes demo bench lint lint-format lint-headers lint-layers \
	lint-analyzer lint-cppcheck lint-tidy lint-shell fmt cov install uninstall clean distclean ci help

-include $(OBJ:.o=.d) $(SRC:%.c=$(B)/san/%.d) $(UNIT:%.c=$(B)/san/%.d) $(SRC:%.c=$(B)/cov/%.d) \
	$(UNIT:%.c=$(B)/cov/%.d) $(HELPER_SRC:tests/run/%.c=$(B)/run/%.d) $(SRC:%.c=$(B)/fuzz/obj/%.d) \
	$(FUZZ_BIN:$(B)/fuzz/%=$(B)/fuzz/obj/tests/fuzz/%.d) $(FAULT_OBJ:.o=.d) \
	$(FUZZ_BIN:$(B)/fuzz/%=$(B)/san/tests/fuzz/%.d)
