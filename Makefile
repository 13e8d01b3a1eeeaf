# mwtop: build, tests, install. `make help` lists the targets. Everything that is made goes below $(BUILD).
#
# Layers only look down (ARCHITECTURE.md): each directory is compiled with the include paths of its row in USES and no others, so
# that a breach does not build; scripts/check-layers catches "../" and library headers out of place.

VERSION := 0.1.0
BUILD   ?= build
PREFIX  ?= /usr/local
CC      := $(if $(filter default,$(origin CC)),gcc,$(CC))
OPT     ?= -O2 -g
SAN     ?=
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
# Instrumented code makes gcc guess wrong about the length of strings that are cut on purpose.
ifneq ($(SAN),)
WARN += $(if $(findstring clang,$(CC)),,-Wno-format-truncation)
endif
CFLAGS_ALL = -std=c11 -D_GNU_SOURCE $(OPT) $(WARN) $(SAN) $(CFLAGS)
LDFLAGS_ALL = $(SAN) $(LDFLAGS)

# Directory of each layer, and the layers whose headers it may include.
LAYERS := base model line sim io data widgets ui app daemon
DIR_base := src/base
DIR_model := src/model
DIR_line := src/line
DIR_sim := src/sim
DIR_io := src/io
DIR_data := src/data
DIR_widgets := widgets
DIR_ui := ui
DIR_app := src/app
DIR_daemon := src/daemon
USES_base :=
USES_model := base
USES_line := base model
USES_sim := base model line
USES_io := base
USES_data := base model line sim io
USES_widgets := base
USES_ui := base model widgets
USES_app := base model line sim io data widgets ui
USES_daemon := base model line sim io data
LIBS_base := -linih -lm
LIBS_model := -lm
LIBS_line := -lcjson
LIBS_data := -lzstd
LIBS_daemon := -lmicrohttpd
LIBS_ui := -ltinfo
DEFS_data := -DMWTOP_PREFIX='"$(PREFIX)"'
DEFS_app := -DMWTOP_VERSION='"$(VERSION)"' $(DEFS_data)
DEFS_daemon := $(DEFS_app)

# What a layer needs to link: itself and its row (rows are closed under use), in an order that resolves downwards.
LINK_ORDER := app daemon ui widgets data sim line io model base
link_archives = $(foreach l,$(LINK_ORDER),$(if $(filter $(l),$(1) $(USES_$(1))),$(BUILD)/lib$(l).a))
link_libs = $(foreach l,$(LINK_ORDER),$(if $(filter $(l),$(1) $(USES_$(1))),$(LIBS_$(l)))) -lm

NAMES := memphis-bring-up generator-trip telemetry-dropout grid-loss checkpoint-swing
RECORDINGS := $(NAMES:%=$(BUILD)/recordings/%.ndjson.zst) $(BUILD)/recordings/iberian-blackout.ndjson.zst
MANUALS := $(patsubst man/%,$(BUILD)/man/%,$(wildcard man/*.[1-8]))

.PHONY: all programs recordings run check check-quick check-layers lint-man asan bench golden picture fuzz pages soak install clean help
.DELETE_ON_ERROR:
.SECONDARY:

THEMES := $(patsubst %,$(BUILD)/%,$(wildcard themes/*.theme))

COMPLETION := $(patsubst %,$(BUILD)/completion/mwtop.%,bash zsh fish)

all: programs recordings $(MANUALS) $(COMPLETION)
programs: $(BUILD)/mwtop $(BUILD)/mwtopd $(THEMES)
recordings: $(RECORDINGS)

help:
	@echo "make              the programs and the bundled recordings, in $(BUILD)/"
	@echo "make run          open the dashboard on the bring-up night"
	@echo "make check        all tests; make asan: the same under ASan and UBSan"
	@echo "make bench        the measurements; make golden: renew the golden screens; make picture: screen.svg"
	@echo "make soak         tests, fuzzing, reports in headless Chromium and MWTOP_SOAK_S=600 seconds of a large site"
	@echo "make install      DESTDIR= PREFIX=$(PREFIX);  make clean"

# One archive per layer.
define layer_rules
SRC_$(1) := $$(filter-out %/main.c,$$(wildcard $(DIR_$(1))/*.c))
OBJ_$(1) := $$(SRC_$(1):%.c=$(BUILD)/obj/%.o)
$(BUILD)/obj/$(DIR_$(1))/%.o: $(DIR_$(1))/%.c
	@mkdir -p $$(@D)
	@echo "CC    $$<"
	$$(CC) $$(CFLAGS_ALL) -MMD -MP -iquote $(DIR_$(1)) $(foreach u,$(USES_$(1)),-iquote $(DIR_$(u))) $(DEFS_$(1)) -c $$< -o $$@
$(BUILD)/lib$(1).a: $$(OBJ_$(1))
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call layer_rules,$(l))))

# The default theme is compiled in, so that the program starts without files.
$(BUILD)/gen/theme_default.c: themes/isa-grey.theme
	@mkdir -p $(@D)
	@{ echo 'extern const char theme_default_text[];'; echo 'const char theme_default_text[] ='; \
	   sed 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$$/\\n"/' $<; echo ';'; } > $@
$(BUILD)/gen/theme_default.o: $(BUILD)/gen/theme_default.c
	$(CC) $(CFLAGS_ALL) -c $< -o $@
$(BUILD)/libui.a: $(BUILD)/gen/theme_default.o
OBJ_ui += $(BUILD)/gen/theme_default.o

# The themes lie beside the program, as the recordings do.
$(BUILD)/themes/%.theme: themes/%.theme
	@mkdir -p $(@D)
	cp $< $@

$(BUILD)/mwtop: $(BUILD)/obj/src/app/main.o $(call link_archives,app)
	@echo "LINK  $@"
	$(CC) $^ $(LDFLAGS_ALL) $(call link_libs,app) -o $@

$(BUILD)/mwtopd: $(BUILD)/obj/src/daemon/main.o $(call link_archives,daemon)
	@echo "LINK  $@"
	$(CC) $^ $(LDFLAGS_ALL) $(call link_libs,daemon) -o $@

# Recordings: simulated from a script, or imported through a map.
$(BUILD)/recordings/%.ndjson.zst: recordings/%.sim $(wildcard recordings/*.json) $(BUILD)/mwtop
	@mkdir -p $(@D)
	@echo "SIM   $@"
	$(BUILD)/mwtop sim $< -o $@
$(BUILD)/recordings/iberian-blackout.ndjson.zst: recordings/iberian-blackout.map recordings/iberian-blackout-2025-04-28-toledo.csv $(BUILD)/mwtop
	@mkdir -p $(@D)
	$(BUILD)/mwtop import recordings/iberian-blackout-2025-04-28-toledo.csv --map $< -o $@

# The manual takes its lists of options, keys and values from the program's own tables.
DAEMON_MANUALS := $(BUILD)/man/mwtopd.8 $(BUILD)/man/mwtop-api.7
$(DAEMON_MANUALS): $(BUILD)/man/%: man/% $(BUILD)/mwtopd
	@mkdir -p $(@D)
	$(BUILD)/mwtopd doc < $< > $@
$(BUILD)/man/%: man/% $(BUILD)/mwtop
	@mkdir -p $(@D)
	$(BUILD)/mwtop doc < $< > $@

# Completion, made by the program from its tables.
$(BUILD)/completion/mwtop.%: $(BUILD)/mwtop
	@mkdir -p $(@D)
	$(BUILD)/mwtop completion $* > $@

# The picture of the README, made by the program itself.
picture: all
	$(BUILD)/mwtop once generator-trip --at T-15m --format svg --size 120x40 > screen.svg; test $$? -le 1

run: all
	@$(BUILD)/mwtop memphis-bring-up --at T-20m

# Tests. tests/test_MODULE.c links the layer in which MODULE.c lies, and what that layer uses; other tests link everything.
TESTS := $(wildcard tests/test_*.c tests/contract/test_*.c tests/pty/test_*.c)
TEST_BINS := $(TESTS:tests/%.c=$(BUILD)/tests/%)
TEST_UTIL := $(filter-out $(TESTS),$(wildcard tests/*.c))
TEST_UTIL_OBJ := $(TEST_UTIL:%.c=$(BUILD)/obj/%.o)
# The pseudo-terminal (harness.c, for the bench too) and what its tests share.
PTY_UTIL_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out $(TESTS),$(wildcard tests/pty/*.c)))
test_layer = $(or $(strip $(foreach l,$(LAYERS),$(if $(wildcard $(DIR_$(l))/$(patsubst test_%,%,$(notdir $(1))).c),$(l)))),app)
ALL_IQUOTE := -iquote tests $(foreach l,$(LAYERS),-iquote $(DIR_$(l)))
$(BUILD)/obj/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	@echo "CC    $<"
	$(CC) $(CFLAGS_ALL) -MMD -MP $(ALL_IQUOTE) -c $< -o $@
define test_rule
$(BUILD)/tests/$(1): $(BUILD)/obj/tests/$(1).o $(TEST_UTIL_OBJ) $(if $(findstring pty/,$(1)),$(PTY_UTIL_OBJ)) $(call link_archives,$(call test_layer,$(1)))
	@mkdir -p $$(@D)
	$$(CC) $$^ $$(LDFLAGS_ALL) $(call link_libs,$(call test_layer,$(1))) -lcmocka $(if $(findstring pty/,$(1)),-lvterm -lutil) -o $$@
endef
$(foreach t,$(TESTS:tests/%.c=%),$(eval $(call test_rule,$(t))))

check: all check-layers lint-man $(TEST_BINS)
	@MWTOP_BUILD=$(BUILD) scripts/run-tests $(TEST_BINS)
	@MWTOP_BUILD=$(BUILD) scripts/check-cli
	@MWTOP_BUILD=$(BUILD) scripts/check-whatif
	@MWTOP_BUILD=$(BUILD) scripts/check-examples 20
# The tests of chosen modules: make check-quick ONLY="line frame"
check-quick: $(ONLY:%=$(BUILD)/tests/test_%)
	@MWTOP_BUILD=$(BUILD) scripts/run-tests $^
check-layers:
	@scripts/check-layers && scripts/check-layers --self-test
lint-man: $(MANUALS)
	@scripts/lint-man $(MANUALS)
asan:
	+$(MAKE) BUILD=$(BUILD)/asan SAN="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer" OPT="-O1 -g" check
GOLDEN_BINS := $(filter $(BUILD)/tests/test_golden%,$(TEST_BINS))
golden: $(GOLDEN_BINS) recordings
	for t in $(GOLDEN_BINS); do MWTOP_BUILD=$(BUILD) GOLDEN_RENEW=1 $$t || exit 1; done
BENCHES := $(wildcard tests/bench/bench_*.c)
BENCH_BINS := $(BENCHES:tests/%.c=$(BUILD)/%)
# What the benches and the soak share: the pseudo-terminal, answers of the daemon, many clients, sequences of lines.
BENCH_UTIL_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out $(BENCHES) %/plain_dash.c,$(wildcard tests/bench/*.c)) tests/sequence.c tests/pty/harness.c)
$(BUILD)/bench/%: $(BUILD)/obj/tests/bench/%.o $(BENCH_UTIL_OBJ) $(call link_archives,app)
	@mkdir -p $(@D)
	$(CC) $^ $(LDFLAGS_ALL) $(call link_libs,app) -lvterm -lutil -o $@
# A plain ncurses program, to compare with.
$(BUILD)/bench/plain_dash: tests/bench/plain_dash.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $< $(LDFLAGS_ALL) -lncursesw -ltinfo -o $@
bench: all $(BENCH_BINS) $(BUILD)/bench/plain_dash
	@MWTOP_BUILD=$(BUILD) scripts/bench
FUZZERS := $(wildcard tests/fuzz/fuzz_*.c)
fuzz: all
	@MWTOP_BUILD=$(BUILD) scripts/fuzz $(FUZZERS)
SOAK_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/soak/*.c))
$(BUILD)/soak: $(SOAK_OBJ) $(BENCH_UTIL_OBJ) $(call link_archives,app)
	$(CC) $^ $(LDFLAGS_ALL) $(call link_libs,app) -lvterm -lutil -o $@
# Reports, opened in headless Chromium: of the bundled recordings, with a scenario, and of a site whose name is markup.
PAGES := $(patsubst $(BUILD)/recordings/%.ndjson.zst,$(BUILD)/pages/%.html,$(RECORDINGS)) $(BUILD)/pages/scenario.html $(BUILD)/pages/hostile.html
$(BUILD)/pages/scenario.html: tests/soak/report.scenario
	@mkdir -p $(@D)
	$(BUILD)/mwtop report generator-trip --from T-25m --to T-10m --scenario $< -o $@
$(BUILD)/pages/hostile.html:
	@mkdir -p $(@D)
	zstd -dcq $(BUILD)/recordings/generator-trip.ndjson.zst | sed '1s|"name":"[^"]*"|"name":"<script>alert(1)</script>\u202e\u0007"|' | $(BUILD)/mwtop report - -o $@
$(BUILD)/pages/%.html: $(BUILD)/recordings/%.ndjson.zst
	@mkdir -p $(@D)
	$(BUILD)/mwtop report $< -o $@
$(PAGES): $(BUILD)/mwtop | recordings
pages: $(PAGES)
	@scripts/check-page $^
soak: check fuzz pages $(BUILD)/soak
	@MWTOP_BUILD=$(BUILD) MWTOP_TEST_LONG=1 scripts/run-tests $(BUILD)/tests/contract/test_faults
	@MWTOP_BUILD=$(BUILD) $(BUILD)/soak

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/mwtop/recordings $(DESTDIR)$(PREFIX)/share/mwtop/themes
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system $(DESTDIR)$(PREFIX)/lib/sysusers.d
	install -m 755 $(BUILD)/mwtop $(BUILD)/mwtopd $(DESTDIR)$(PREFIX)/bin/
	sed 's|/usr/local|$(PREFIX)|' systemd/mwtopd.service > $(DESTDIR)$(PREFIX)/lib/systemd/system/mwtopd.service
	install -m 644 systemd/mwtopd.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/mwtopd.conf
	install -m 644 $(RECORDINGS) $(DESTDIR)$(PREFIX)/share/mwtop/recordings/
	install -m 644 recordings/*.sim recordings/*.json recordings/*.map recordings/*.LICENSE $(DESTDIR)$(PREFIX)/share/mwtop/recordings/
	install -m 644 themes/*.theme $(DESTDIR)$(PREFIX)/share/mwtop/themes/
	install -D -m 644 $(BUILD)/completion/mwtop.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/mwtop
	install -D -m 644 $(BUILD)/completion/mwtop.zsh $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_mwtop
	install -D -m 644 $(BUILD)/completion/mwtop.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/mwtop.fish
	@for m in $(MANUALS); do d=$(DESTDIR)$(PREFIX)/share/man/man$${m##*.}; install -d $$d && install -m 644 $$m $$d/ || exit 1; done
clean:
	rm -rf $(BUILD)

# What is made is named in a word and a path; V=1 shows the commands.
ifneq ($(V),1)
.SILENT:
endif

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
