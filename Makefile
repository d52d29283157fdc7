# tk: a helpdesk made of small programs.  `make help` lists the targets.
PREFIX  = /usr/local
DESTDIR =
BUILD   = build
CC      = cc
VERSION = 0.1
JOBS    = 2
# The store that all of a machine share; with SETGID=GROUP the agents' tools are installed setgid, and
# it is the only one they work on: tk-rights(7).
TK_DIR  = /var/lib/tk
SETGID  =
MAKEFLAGS += --no-print-directory

WARN    = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wformat=2
OPT     = -O2 -g
SAN     =
WERROR  =
PKGS    = gmime-3.0 sqlite3 libcurl openssl libxml-2.0 libdeflate jansson
CPPFLAGS += -D_POSIX_C_SOURCE=200809L -DTK_VERSION='"$(VERSION)"' -Ilib
CFLAGS  = -std=c11 -pthread $(OPT) $(WARN) $(WERROR) $(SAN) -fno-common
# The linker drops every library that a tool does not use, so one list serves all.
LDLIBS  = -Wl,--as-needed $(shell pkg-config --libs $(PKGS)) -letpan -lncursesw -ltinfo
PKGFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)

# Debian packages: what building needs, what testing needs besides.
BUILD_DEPS = gcc libc6-dev pkg-config libgmime-3.0-dev libsqlite3-dev libcurl4-gnutls-dev libssl-dev \
	libxml2-dev libdeflate-dev libetpan-dev libjansson-dev libncurses-dev
TEST_DEPS = perl mandoc jq procps
BENCH_DEPS = procmail mblaze notmuch bc

LIB_SRC := $(sort $(wildcard lib/*/*.c))
BIN_SRC := $(sort $(wildcard bin/*.c))
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o)
TOOLS   := $(BIN_SRC:bin/%.c=$(BUILD)/bin/%)
UNIT    := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(sort $(wildcard tests/unit/*.c)))
HELPER  := $(patsubst tests/helper/%.c,$(BUILD)/helper/%,$(sort $(wildcard tests/helper/*.c)))
BENCH   := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(sort $(wildcard tests/bench/*.c)))
FUZZ    := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(sort $(wildcard tests/fuzz/*.c)))
SUITE   := $(sort $(wildcard tests/*.t))
MAN     := $(sort $(wildcard share/man/man?/*.[157]))

all: $(TOOLS)                   ## build the tools into build/bin

$(BUILD)/bin/%: $(BUILD)/obj/%.o $(BUILD)/libtk.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# The door has nothing to load: it starts faster, and no loader answers the mail server in its place.
STATIC = $(if $(SAN),,-static)
$(BUILD)/bin/tk-deliver: LDLIBS = $(STATIC)

$(BUILD)/libtk.a: $(LIB_OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/obj/%.o: bin/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Third-party headers are in reach of the modules that may use them alone.
$(BUILD)/lib/mail/%.o $(BUILD)/lib/net/%.o $(BUILD)/lib/store/%.o $(BUILD)/lib/form/%.o: CPPFLAGS += $(PKGFLAGS)

$(BUILD)/lib/%.o: lib/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Compiled again when it is to be another.
$(BUILD)/lib/base/base_secure.o: CPPFLAGS += -DTK_DIR='"$(TK_DIR)"'
$(BUILD)/lib/base/base_secure.o: $(BUILD)/tk-dir
$(BUILD)/tk-dir: ALWAYS
	@mkdir -p $(@D); echo '$(TK_DIR)' | cmp -s - $@ || echo '$(TK_DIR)' >$@

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libtk.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(PKGFLAGS) $(CFLAGS) -Itests/unit -MMD -MP -o $@ $< $(BUILD)/libtk.a $(LDLIBS)

# Programs that suite tests use: lib/net on the command line, and the like.
$(BUILD)/helper/%: tests/helper/%.c $(BUILD)/libtk.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -o $@ $< $(BUILD)/libtk.a $(LDLIBS)

$(BUILD)/fuzz/%: tests/fuzz/%.c $(BUILD)/libtk.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(PKGFLAGS) $(CFLAGS) -fsanitize=fuzzer -MMD -MP -o $@ $< $(BUILD)/libtk.a $(LDLIBS)

unit: $(UNIT) $(HELPER)               ## build the unit tests

# Built again by a make of its own: what pkg-config says is known only after deps.
check: deps                     ## install what is missing, build with -Werror, run all tests
	$(MAKE) -j$(JOBS) WERROR=-Werror all unit
	$(MAKE) prove

prove:
	prove -j$(JOBS) --exec 'timeout 300' $(SUITE) $(UNIT)

# A tool leaves its arenas to its end: no leaks.  A sanitizer loads what it likes, and Postfix hands on no
# option for it: neither of these.  It reserves more addresses than a limit would leave: TK_SANITIZER.
asan: deps                      ## all tests with the address and undefined-behaviour sanitizers
	$(MAKE) -j$(JOBS) BUILD=build/asan OPT='-O1 -g' SAN='-fsanitize=address,undefined \
		-fno-sanitize-recover=undefined -fno-omit-frame-pointer' all unit
	ASAN_OPTIONS=detect_leaks=0 TK_SANITIZER=1 TK_BIN=build/asan/bin \
		$(MAKE) BUILD=build/asan prove SUITE='$(filter-out %-ldd.t %-postfix.t,$(SUITE))'

VALGRIND = valgrind -q --error-exitcode=99 --leak-check=full --child-silent-after-fork=yes \
	--suppressions=tests/valgrind.supp

# valgrind takes a static C library's own start for mistakes.  base_proc starts a program that is missing,
# and valgrind lets it.  TK_MAX_MS is for mail_hostile.
valgrind: deps                  ## the unit tests and the demonstration under valgrind
	tests/deps.sh valgrind
	$(MAKE) -j$(JOBS) BUILD=build/valgrind STATIC= all unit
	$(MAKE) BUILD=build/valgrind valgrind-run

valgrind-run:
	TK_MAX_MS=120000 prove -j$(JOBS) --exec '$(VALGRIND)' $(filter-out %/base_proc,$(UNIT))
	TK_BIN=$(CURDIR)/$(BUILD)/bin tests/valgrind.sh

lint: deps                      ## clang with -Werror, cppcheck where it is, the manual's form
	tests/deps.sh clang
	$(MAKE) -j$(JOBS) BUILD=build/lint CC=clang WERROR=-Werror all unit
	! command -v cppcheck >/dev/null || cppcheck -q --std=c11 --enable=warning,portability --inline-suppr \
		--suppress=missingIncludeSystem --suppress=nullPointerRedundantCheck --error-exitcode=1 -Ilib lib bin
	mandoc -Tlint -Wwarning $(MAN)

fuzz: deps                      ## every fuzz target for FUZZ_TIME seconds (60)
	tests/deps.sh clang
	$(MAKE) -j$(JOBS) BUILD=build/fuzz CC=clang OPT='-O1 -g' \
		SAN='-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined' fuzz-run

FUZZ_TIME = 60
fuzz-run: $(FUZZ)
	set -e; for f in $(FUZZ); do echo "$$f"; mkdir -p $$f.corpus; \
		$$f -max_total_time=$(FUZZ_TIME) -verbosity=0 -artifact_prefix=$(BUILD)/ $$f.corpus; done

# Programs that measure, and the floors that tk is measured against.
$(BUILD)/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(PKGFLAGS) $(CFLAGS) -o $@ $< $(LDLIBS)

bench: deps                     ## measure: intake, import, lists and search at scale, against others
	tests/deps.sh $(BENCH_DEPS)
	$(MAKE) -j$(JOBS) all bench-programs
	set -e; for b in tests/bench/bench*.sh; do $$b; done

bench-programs: $(BENCH)

soak: deps                      ## 500 killed processes; then SOAK_TIME seconds with writers and readers
	$(MAKE) -j$(JOBS) all
	TK_SOAK=500 prove -v tests/61*.t
	tests/bench/soak.sh

demo: deps                      ## build and play a day at a helpdesk in a scratch directory
	@$(MAKE) -s -j$(JOBS) all
	@PATH="$(CURDIR)/$(BUILD)/bin:$$PATH" examples/demo.sh

deps:                           ## install the Debian packages that building and testing need
	@tests/deps.sh $(BUILD_DEPS) $(TEST_DEPS)

# ---- installing

BINDIR  = $(DESTDIR)$(PREFIX)/bin
DATADIR = $(DESTDIR)$(PREFIX)/share/tk
DOCDIR  = $(DESTDIR)$(PREFIX)/share/doc/tk
MANDIR  = $(DESTDIR)$(PREFIX)/share/man
COMPDIR = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
DATA    := $(sort $(wildcard share/*/* rules/*))
DATA    := $(filter-out share/man/% share/completion/%,$(DATA))

# What runs programs or the network, or acts as the system: by the owner of the store, never setgid.
SYSTEM  = tk-check tk-deliver tk-export tk-fetch tk-init tk-lookup tk-send tk-thread
AGENTS  = $(filter-out $(SYSTEM),$(notdir $(TOOLS)))

install: all                    ## install under PREFIX (/usr/local), below DESTDIR if that is set
	install -d $(BINDIR) $(COMPDIR) $(DOCDIR)/examples
	install -m 755 $(TOOLS) $(BINDIR)
	set -e; for t in $(if $(SETGID),$(AGENTS)); do chgrp $(SETGID) $(BINDIR)/$$t; chmod 2755 $(BINDIR)/$$t; done
	set -e; for m in $(MAN); do install -D -m 644 $$m $(MANDIR)/man$${m##*.}/$${m##*/}; done
	install -m 644 share/completion/tk.bash $(COMPDIR)/tk
	set -e; for t in $(filter-out tk,$(notdir $(TOOLS))); do ln -sf tk $(COMPDIR)/$$t; done
	set -e; for f in $(DATA); do install -D -m 644 $$f $(DATADIR)/$${f#share/}; done
	install -m 644 README.md $(DOCDIR)
	set -e; for f in examples/*; do install -m $$(stat -c %a $$f) $$f $(DOCDIR)/examples; done

uninstall:                      ## remove what install put there
	rm -f $(addprefix $(BINDIR)/,$(notdir $(TOOLS))) $(addprefix $(COMPDIR)/,tk $(notdir $(TOOLS)))
	set -e; for m in $(MAN); do rm -f $(MANDIR)/man$${m##*.}/$${m##*/}; done
	rm -rf $(DATADIR) $(DOCDIR)

clean:                          ## remove build/
	rm -rf build

help:                           ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## */\1\t/p' Makefile | expand -t 12

.SECONDARY:
.PHONY: ALWAYS all unit check prove asan valgrind valgrind-run lint fuzz fuzz-run bench bench-programs soak demo deps install uninstall clean help
-include $(LIB_OBJ:.o=.d) $(BIN_SRC:bin/%.c=$(BUILD)/obj/%.d) $(UNIT:=.d) $(HELPER:=.d) $(FUZZ:=.d)
