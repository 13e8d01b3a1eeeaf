/* Texts made from the tables: --help, and the lists of the manual pages. */
#include "help_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "app.h"
#include "app_state.h"
#include "cells.h"
#include "doc.h"
#include "edits.h"
#include "metrics.h"
#include "power.h"
#include "theme.h"
#include "whatif_answer.h"

void help_text(const struct command *command, struct buf *out) {
	buf_printf(out, "usage: mwtop %s%s[options] %s\n%s\n", command->name, *command->name ? " " : "", command->operands, command->help);
	if (command->row_count)
		buf_puts(out, "\nOptions\n");
	doc_help_options(command->rows, command->row_count, out);
	if (*command->name == '\0') {
		buf_puts(out, "\nSubcommands (each has --help)\n");
		for (size_t i = 1; command_at(i); i++) {
			char usage[96];
			snprintf(usage, sizeof usage, "mwtop %s %s", command_at(i)->name, command_at(i)->operands);
			buf_printf(out, "  %-34s %s\n", usage, command_at(i)->help);
		}
		buf_puts(out, "\nIn the dashboard ? shows the keys. The manual: mwtop(1), mwtop.conf(5), mwtop-telemetry(5), mwtop-scenario(5), mwtop-theme(5).\n");
	}
}

static void doc_keys(struct buf *out) {
	for (int id = ACT_NONE + 1; id < ACT_COUNT; id++) {
		const struct action *a = action_at((enum action_id)id);
		char text[160];
		snprintf(text, sizeof text, "%s (%s)", a->help, a->name);
		doc_add_item(out, a->key_ascii, text);
	}
}

static void doc_commands(struct buf *out) {
	for (const struct command_word *c = command_words; c->word; c++) {
		char head[96];
		snprintf(head, sizeof head, "%s %s", c->word, c->operand);
		doc_add_item(out, head, c->help);
	}
}

static void doc_derived(struct buf *out) {
	for (int id = 0; id < DERIVED_COUNT; id++) {
		const struct derived_info *info = derived_info_at((enum derived_id)id);
		char text[320];
		snprintf(text, sizeof text, "%s%s%s", info->help, *info->assumptions ? "; " : "", info->assumptions);
		doc_add_item(out, info->key, text);
	}
}

static void doc_metrics(struct buf *out) {
	for (int id = 0; id < METRIC_COUNT; id++) {
		const struct metric *m = metric_at((enum metric_id)id);
		bool single = m->class == CLASS_GPU || m->class == CLASS_AUX;
		char key[64], text[400];
		snprintf(key, sizeof key, "%s.%s%s", metric_class_words[m->class], single ? "" : "ID.", m->key);
		size_t n = (size_t)snprintf(text, sizeof text, "%s%s%s", m->help, *m->unit ? ", " : "", m->unit);
		for (size_t i = 0; m->words && m->words[i] && n < sizeof text; i++)
			n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", i ? ", " : ": ", m->words[i]);
		doc_add_item(out, key, text);
	}
}

static void doc_edits(struct buf *out) {
	for (size_t i = 0; edit_usage(i); i++)
		buf_printf(out, "%s\n", edit_usage(i));
}

static void doc_edit_meanings(struct buf *out) {
	for (size_t i = 0; edit_usage(i); i++)
		doc_add_item(out, edit_usage(i), edit_meaning(i));
}

static void doc_whatif(struct buf *out) {
	for (size_t i = DERIVED_COUNT; i < WHATIF_VALUE_COUNT; i++) {
		struct whatif_value info = whatif_value_at(i);
		char text[200];
		snprintf(text, sizeof text, "%s%s%s", info.help, *info.unit ? ", " : "", info.unit);
		doc_add_item(out, info.key, text);
	}
}

static void doc_violations(struct buf *out) {
	for (int kind = 0; kind < VIOLATION_KIND_COUNT; kind++)
		doc_add_item(out, violation_info_at((enum violation_kind)kind)->word, violation_info_at((enum violation_kind)kind)->text);
}

/* One item for each key of mwtop.conf. */
static void doc_config(struct buf *out) {
	for (int id = 0; id < DASH_COUNT; id++) {
		const struct option_row *row = &dashboard_rows[id];
		char head[96], variable[64], text[400];
		if (!(dashboard_uses[id].uses & USE_FILE))
			continue;
		snprintf(head, sizeof head, "%s = %s", row->name, row->kind == OPTION_FLAG ? "yes | no" : row->argument);
		bool deniable = row->kind == OPTION_FLAG && row->argument;
		size_t n = (size_t)snprintf(text, sizeof text, "%s%s%s", row->help, deniable ? "; no: " : "", deniable ? row->argument : "");
		if (row->least < row->most)
			n += (size_t)snprintf(text + n, sizeof text - n, "; %.15g to %.15g", row->least, row->most);
		if (*dashboard_uses[id].otherwise)
			n += (size_t)snprintf(text + n, sizeof text - n, "; default %s", dashboard_uses[id].otherwise);
		snprintf(text + n, sizeof text - n, ". $%s%s", config_variable((enum dashboard_option)id, variable, sizeof variable),
		         app_can_set((enum dashboard_option)id) ? ", :set" : "");
		doc_add_item(out, head, text);
	}
}

static void doc_roles(struct buf *out) {
#define ROLE_HELP(id, key, letter, help) help,
	static const char *const help[ROLE_COUNT] = { ROLE_LIST(ROLE_HELP) };
#undef ROLE_HELP
	for (int i = 0; i < ROLE_COUNT; i++) {
		double contrast = theme_contrast_needed((enum role)i);
		char text[160];
		snprintf(text, sizeof text, contrast >= THEME_CONTRAST ? "%s" : contrast > 0 ? "%s (3:1 will do)" : "%s (any contrast)", help[i]);
		doc_add_item(out, role_keys[i], text);
	}
}

static void doc_theme_keys(struct buf *out) {
	const char *help;
	for (size_t i = 0; theme_key(i, &help); i++)
		doc_add_item(out, theme_key(i, &help), help);
}

bool doc_list(const char *what, const char *name, struct buf *out) {
	static const struct { const char *what; void (*write)(struct buf *); } lists[] = {
		{ "keys", doc_keys }, { "commands", doc_commands }, { "derived", doc_derived }, { "metrics", doc_metrics }, { "edits", doc_edits },
		{ "edit-meanings", doc_edit_meanings }, { "roles", doc_roles }, { "config", doc_config }, { "theme-keys", doc_theme_keys }, { "whatif", doc_whatif }, { "violations", doc_violations },
	};
	if (!strcmp(what, "options")) {
		const struct command *command = *name && strcmp(name, "mwtop") ? command_find(name) : command_at(0);
		if (command)
			doc_options(command->rows, command->row_count, out);
		return command != NULL;
	}
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (!strcmp(lists[i].what, what)) {
			lists[i].write(out);
			return true;
		}
	return false;
}

int doc_run(int argc, char **argv) {
	struct buf out = { 0 };
	struct error err;
	bool fine = argc == 0 ? doc_fill(doc_list, &out, &err) : error_set(&err, "expected a manual page on standard input, no %s", argv[0]);
	if (fine)
		fine = command_output("doc", out.data ? out.data : "", out.len);
	else
		command_refuse("doc", "%s", err.text);
	buf_free(&out);
	return fine ? EXIT_FINE : EXIT_REFUSED;
}
