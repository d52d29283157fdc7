# tk: a helpdesk made of small programs.  `make help` lists the targets.
PREFIX  = /usr/local
DESTDIR =
BUILD   = build
CC      = cc
VERSION = 0.1

WARN    = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wformat=2
OPT     = -O2 -g
SAN     =
WERROR  =
PKGS    = gmime-3.0 sqlite3 libcurl openssl libxml-2.0 zlib
CPPFLAGS += -D_POSIX_C_SOURCE=200809L -DTK_VERSION='"$(VERSION)"' -Ilib
CFLAGS  = -std=c11 $(OPT) $(WARN) $(WERROR) $(SAN) -fno-common
# The linker drops every library that a tool does not use, so one list serves all.
LDLIBS  = -Wl,--as-needed $(shell pkg-config --libs $(PKGS)) -letpan
PKGFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)

LIB_SRC := $(sort $(wildcard lib/*/*.c))
BIN_SRC := $(sort $(wildcard bin/*.c))
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o)
TOOLS   := $(BIN_SRC:bin/%.c=$(BUILD)/bin/%)
UNIT    := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(sort $(wildcard tests/unit/*.c)))
HELPER  := $(patsubst tests/helper/%.c,$(BUILD)/helper/%,$(sort $(wildcard tests/helper/*.c)))

all: $(TOOLS)

$(BUILD)/bin/%: $(BUILD)/obj/%.o $(BUILD)/libtk.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/libtk.a: $(LIB_OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/obj/%.o: bin/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Third-party headers are in reach of the modules that may use them alone.
$(BUILD)/lib/mail/%.o $(BUILD)/lib/net/%.o $(BUILD)/lib/store/%.o: CPPFLAGS += $(PKGFLAGS)

$(BUILD)/lib/%.o: lib/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libtk.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(PKGFLAGS) $(CFLAGS) -Itests/unit -MMD -MP -o $@ $< $(BUILD)/libtk.a $(LDLIBS)

# Programs that suite tests use: lib/net on the command line, and the like.
$(BUILD)/helper/%: tests/helper/%.c $(BUILD)/libtk.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -o $@ $< $(BUILD)/libtk.a $(LDLIBS)

unit: $(UNIT) $(HELPER)

clean:
	rm -rf $(BUILD)

.PHONY: all unit clean
-include $(LIB_OBJ:.o=.d) $(BIN_SRC:bin/%.c=$(BUILD)/obj/%.d) $(UNIT:=.d) $(HELPER:=.d)
