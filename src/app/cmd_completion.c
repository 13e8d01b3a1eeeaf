/* `mwtop completion`: what bash, zsh and fish need to complete a command line, made from the tables of commands and options. Always true: a script
 * holds no word that is not in a table; the names of bundled recordings are asked for when one completes. */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundled.h"
#include "command.h"
#include "themes.h"

/* What may stand for an argument, told by its name in the table. */
enum { WANTS_RECORDING = 1, WANTS_FILE = 2, WANTS_THEME = 4 };

static bool has_word(const char *text, const char *word) {
	size_t length = strlen(word);
	for (const char *at = text; (at = strstr(at, word)) != NULL; at += length)
		if ((at == text || !isalpha((unsigned char)at[-1])) && !isalpha((unsigned char)at[length]))
			return true;
	return false;
}

static unsigned wants(const char *argument) {
	unsigned out = 0;
	if (has_word(argument, "SOURCE"))
		out |= WANTS_RECORDING | WANTS_FILE;
	if (has_word(argument, "FILE") || has_word(argument, "CSV") || has_word(argument, "DIR"))
		out |= WANTS_FILE;
	if (has_word(argument, "NAME"))
		out |= WANTS_RECORDING;
	if (has_word(argument, "THEME"))
		out |= WANTS_THEME;
	return out;
}

/* The literal words of operands, those in small letters, each after `before`: "check [FILE] | show". */
static void add_literals(const char *operands, const char *before, struct buf *out) {
	for (const char *at = operands; *at;) {
		size_t length = strcspn(at, " |[]");
		if (length > 0 && islower((unsigned char)*at))
			buf_printf(out, "%s%.*s", before, (int)length, at);
		at += length;
		at += strspn(at, " |[]");
	}
}

/* The words of a choice, with blanks between them. */
static void add_choices(const char *argument, struct buf *out) {
	for (; *argument; argument++)
		buf_add(out, *argument == '|' ? " " : argument, 1);
}

/* Text within single quotes of a shell; `fish` escapes inside them, the others end them for a moment. */
static void add_quoted(const char *text, bool fish, struct buf *out) {
	buf_puts(out, "'");
	for (; *text; text++) {
		if (*text == '\'')
			buf_puts(out, fish ? "\\'" : "'\\''");
		else if (*text == '\\' && fish)
			buf_puts(out, "\\\\");
		else
			buf_add(out, text, 1);
	}
	buf_puts(out, "'");
}

/* ---- bash ---- */

static void bash_options(const struct command *c, struct buf *out) {
	for (size_t i = 0; i < c->row_count; i++) {
		buf_printf(out, " --%s%s", option_prefix(&c->rows[i]), c->rows[i].name);
		if (c->rows[i].letter)
			buf_printf(out, " -%c", c->rows[i].letter);
	}
	if (options_find(c->rows, c->row_count, "help") < 0)
		buf_puts(out, " --help");
}

static void bash_kind(unsigned kind, struct buf *out) {
	buf_printf(out, "%s%s%s", kind & WANTS_RECORDING ? " names" : "", kind & WANTS_THEME ? " themes" : "", kind & WANTS_FILE ? " files" : "");
}

/* One line for each option that takes a value: "COMMAND:--option) ...". */
static void bash_values(const struct command *c, struct buf *out) {
	for (size_t i = 0; i < c->row_count; i++) {
		const struct option_row *row = &c->rows[i];
		if (row->kind == OPTION_FLAG)
			continue;
		buf_printf(out, "\t%s:--%s", c->name, row->name);
		if (row->letter)
			buf_printf(out, "|%s:-%c", c->name, row->letter);
		buf_puts(out, ") ");
		if (row->kind == OPTION_CHOICE) {
			buf_puts(out, "words='");
			add_choices(row->argument, out);
			buf_puts(out, "'");
		} else {
			buf_puts(out, "kinds='");
			bash_kind(wants(row->argument), out);
			buf_puts(out, "'");
		}
		buf_puts(out, " ;;\n");
	}
}

static void print_bash(struct buf *out) {
	buf_puts(out, "# bash completion for mwtop, made by `mwtop completion bash`.\n_mwtop() {\n"
	              "\tlocal cur=${COMP_WORDS[COMP_CWORD]-} prev= before= command= words= kinds= i\n"
	              "\tlocal commands=' ");
	for (size_t i = 1; command_at(i); i++)
		buf_printf(out, "%s ", command_at(i)->name);
	buf_puts(out, "'\n\tCOMPREPLY=()\n"
	              "\tcase $commands in *\" ${COMP_WORDS[1]-} \"*) [ \"$COMP_CWORD\" -gt 1 ] && command=${COMP_WORDS[1]} ;; esac\n"
	              "\t[ \"$COMP_CWORD\" -gt 1 ] && prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	              "\t[ \"$COMP_CWORD\" -gt 2 ] && before=${COMP_WORDS[COMP_CWORD-2]}\n"
	              "\tif [ \"$cur\" = = ]; then cur=; before=$prev; prev='='; fi\n"
	              "\tif [ \"$prev\" = = ]; then prev=$before; fi\n"
	              "\tcase $command:$prev in\n");
	for (size_t i = 0; command_at(i); i++)
		bash_values(command_at(i), out);
	buf_puts(out, "\t*) case $command:$cur in\n");
	for (size_t i = 0; command_at(i); i++) {
		const struct command *c = command_at(i);
		buf_printf(out, "\t\t%s:-*) words='", c->name);
		bash_options(c, out);
		buf_printf(out, "' ;;\n\t\t%s:*) words='", c->name);
		add_literals(c->operands, " ", out);
		buf_puts(out, "' kinds='");
		bash_kind(wants(c->operands), out);
		buf_puts(out, "' ;;\n");
	}
	buf_puts(out, "\t\tesac\n\t\t[ \"$COMP_CWORD\" -eq 1 ] && [ \"${cur#-}\" = \"$cur\" ] && words=\"$words $commands\" ;;\n\tesac\n"
	              "\tcase $kinds in *names*) words=\"$words $(\"${COMP_WORDS[0]}\" completion names 2>/dev/null)\" ;; esac\n"
	              "\tcase $kinds in *themes*) words=\"$words $(\"${COMP_WORDS[0]}\" completion themes 2>/dev/null)\" ;; esac\n"
	              "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
	              "\tcase $kinds in *files*)\n"
	              "\t\tcompopt -o filenames 2>/dev/null\n"
	              "\t\twhile IFS= read -r i; do COMPREPLY+=(\"$i\"); done < <(compgen -f -- \"$cur\") ;;\n"
	              "\tesac\n}\ncomplete -F _mwtop mwtop\n");
}

/* ---- zsh ---- */

/* Within '...[help]:argument:action' of _arguments, whose brackets and colons must be escaped. */
static void zsh_text(const char *text, struct buf *out) {
	for (; *text; text++) {
		if (strchr("[]:\\", *text))
			buf_puts(out, "\\");
		if (*text == '\'')
			buf_puts(out, "'\\''");
		else
			buf_add(out, text, 1);
	}
}

static void zsh_action(const char *argument, bool choice, struct buf *out) {
	unsigned kind = wants(argument);
	if (choice) {
		buf_puts(out, "(");
		add_choices(argument, out);
		buf_puts(out, ")");
	} else if (kind & WANTS_RECORDING) {
		buf_puts(out, kind & WANTS_FILE ? "_mwtop_sources" : "_mwtop_names");
	} else if (kind & WANTS_THEME) {
		buf_puts(out, "_mwtop_themes");
	} else if (kind & WANTS_FILE) {
		buf_puts(out, "_files");
	} else {
		buf_puts(out, " ");
	}
}

static void zsh_option(const struct option_row *row, const char *head, struct buf *out) {
	buf_printf(out, "\t\t\t'%s%s%s[", row->kind == OPTION_LIST ? "*" : "", head, row->kind == OPTION_FLAG ? "" : head[1] == '-' ? "=" : "+");
	zsh_text(option_help(row), out);
	buf_puts(out, "]");
	if (row->kind != OPTION_FLAG) {
		buf_puts(out, ":");
		zsh_text(row->kind == OPTION_CHOICE ? row->name : row->argument, out);
		buf_puts(out, ":");
		zsh_action(row->argument, row->kind == OPTION_CHOICE, out);
	}
	buf_puts(out, "' \\\n");
}

static void zsh_command(const struct command *c, struct buf *out) {
	buf_printf(out, "\t%s) _arguments -s -S \\\n", *c->name ? c->name : "''");
	for (size_t i = 0; i < c->row_count; i++) {
		char head[64];
		snprintf(head, sizeof head, "--%s%s", option_prefix(&c->rows[i]), c->rows[i].name);
		zsh_option(&c->rows[i], head, out);
		snprintf(head, sizeof head, "-%c", c->rows[i].letter);
		if (c->rows[i].letter)
			zsh_option(&c->rows[i], head, out);
	}
	if (options_find(c->rows, c->row_count, "help") < 0)
		buf_puts(out, "\t\t\t'--help[how it is used]' \\\n");
	buf_puts(out, "\t\t\t'*:");
	zsh_text(*c->operands ? c->operands : "nothing", out);
	struct buf literals = { 0 };
	buf_puts(&literals, "");
	add_literals(c->operands, " ", &literals);
	if (*c->name == '\0')
		buf_puts(out, ":_mwtop_first' ;;\n");
	else if (literals.len > 0) {
		buf_printf(out, ":{_alternative \"words\\:word\\:(%s)\"%s}' ;;\n", literals.data + 1, wants(c->operands) & WANTS_FILE ? " \"files\\:file\\:_files\"" : "");
	} else {
		buf_puts(out, ":");
		zsh_action(c->operands, false, out);
		buf_puts(out, "' ;;\n");
	}
	buf_free(&literals);
}

static void print_zsh(struct buf *out) {
	buf_puts(out, "#compdef mwtop\n# zsh completion for mwtop, made by `mwtop completion zsh`.\n"
	              "_mwtop_names() { local -a names; names=(${(f)\"$(_call_program names mwtop completion names 2>/dev/null)\"}); compadd -a names }\n"
	              "_mwtop_themes() { local -a names; names=(${(f)\"$(_call_program themes mwtop completion themes 2>/dev/null)\"}); compadd -a names; _files }\n"
	              "_mwtop_sources() { _mwtop_names; _files }\n"
	              "_mwtop_first() {\n\tlocal -a commands\n\tcommands=(\n");
	for (size_t i = 1; command_at(i); i++) {
		buf_printf(out, "\t\t'%s:", command_at(i)->name);
		zsh_text(command_at(i)->help, out);
		buf_puts(out, "'\n");
	}
	buf_puts(out, "\t)\n\t(( CURRENT == 2 )) && _describe command commands\n\t_mwtop_sources\n}\n"
	              "_mwtop() {\n\tlocal command=$words[2]\n\tcase $command in\n\t");
	for (size_t i = 1; command_at(i); i++)
		buf_printf(out, "%s%s", i > 1 ? "|" : "", command_at(i)->name);
	buf_puts(out, ") if (( CURRENT > 2 )); then shift words; (( CURRENT-- )); else command=; fi ;;\n\t*) command= ;;\n\tesac\n\tcase $command in\n");
	for (size_t i = 0; command_at(i); i++)
		zsh_command(command_at(i), out);
	buf_puts(out, "\tesac\n}\n_mwtop \"$@\"\n");
}

/* ---- fish ---- */

static void fish_action(const char *argument, bool choice, struct buf *out) {
	unsigned kind = wants(argument);
	buf_puts(out, kind & WANTS_FILE ? " -F" : " -f");
	if (choice) {
		buf_puts(out, " -a '");
		add_choices(argument, out);
		buf_puts(out, "'");
	} else if (kind & (WANTS_RECORDING | WANTS_THEME)) {
		buf_printf(out, " -a '(mwtop completion %s 2>/dev/null)'", kind & WANTS_RECORDING ? "names" : "themes");
	}
}

static void fish_command(const struct command *c, struct buf *out) {
	char condition[160];
	if (*c->name)
		snprintf(condition, sizeof condition, "'__fish_seen_subcommand_from %s'", c->name);
	else
		snprintf(condition, sizeof condition, "__mwtop_no_command");
	buf_printf(out, "complete -c mwtop -n %s", condition);
	fish_action(c->operands, false, out);
	buf_puts(out, "\n");
	struct buf literals = { 0 };
	buf_puts(&literals, "");
	add_literals(c->operands, " ", &literals);
	if (literals.len > 0)
		buf_printf(out, "complete -c mwtop -n %s -a '%s'\n", condition, literals.data + 1);
	buf_free(&literals);
	for (size_t i = 0; i < c->row_count; i++) {
		const struct option_row *row = &c->rows[i];
		buf_printf(out, "complete -c mwtop -n %s -l %s%s", condition, option_prefix(row), row->name);
		if (row->letter)
			buf_printf(out, " -s %c", row->letter);
		if (row->kind != OPTION_FLAG) {
			buf_puts(out, " -r");
			fish_action(row->argument, row->kind == OPTION_CHOICE, out);
		}
		buf_puts(out, " -d ");
		add_quoted(option_help(row), true, out);
		buf_puts(out, "\n");
	}
}

static void print_fish(struct buf *out) {
	buf_puts(out, "# fish completion for mwtop, made by `mwtop completion fish`.\n"
	              "function __mwtop_no_command\n\tnot __fish_seen_subcommand_from");
	for (size_t i = 1; command_at(i); i++)
		buf_printf(out, " %s", command_at(i)->name);
	buf_puts(out, "\nend\n");
	for (size_t i = 1; command_at(i); i++) {
		buf_printf(out, "complete -c mwtop -n __fish_use_subcommand -a %s -d ", command_at(i)->name);
		add_quoted(command_at(i)->help, true, out);
		buf_puts(out, "\n");
	}
	for (size_t i = 0; command_at(i); i++)
		fish_command(command_at(i), out);
}

/* ---- names ---- */

/* Of a recording without its ending; 0: it is none. */
static size_t stem_length(const char *file) {
	static const char *const endings[] = { ".ndjson", ".ndjson.zst" };
	size_t n = strlen(file);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (n > strlen(endings[i]) && !strcmp(file + n - strlen(endings[i]), endings[i]))
			return n - strlen(endings[i]);
	return 0;
}

/* One name a line, once; names that a shell would split or take for something else are left out. */
static void add_name(struct buf *out, const char *name, size_t length) {
	static const char fine[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.+";
	char *line = mem_printf("\n%.*s\n", (int)length, name);
	bool known = strstr(out->data, line) || !strncmp(out->data, line + 1, length + 1);
	if (length > 0 && strspn(name, fine) >= length && !known)
		buf_puts(out, line + 1);
	free(line);
}

static void print_names(struct buf *out) {
	buf_puts(out, "");
	for (size_t i = 0; i < BUNDLED_PLACES; i++) {
		char *place = bundled_place(i);
		DIR *d = place ? opendir(place) : NULL;
		for (struct dirent *e; d && (e = readdir(d));)
			add_name(out, e->d_name, stem_length(e->d_name));
		if (d)
			closedir(d);
		free(place);
	}
}

static void print_themes(struct buf *out) {
	struct theme_entries all;
	buf_puts(out, "");
	themes_find(&all);
	for (size_t i = 0; i < all.count; i++)
		add_name(out, all.at[i].name, strlen(all.at[i].name));
	themes_free(&all);
}

static int run(const struct invocation *call) {
	static const struct { const char *word; void (*print)(struct buf *out); } shells[] = {
		{ "bash", print_bash }, { "zsh", print_zsh }, { "fish", print_fish }, { "names", print_names }, { "themes", print_themes },
	};
	for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
		struct buf out = { 0 };
		if (strcmp(call->argv[0], shells[i].word))
			continue;
		shells[i].print(&out);
		bool written = command_output("completion", out.data, out.len);
		buf_free(&out);
		return written ? EXIT_FINE : EXIT_REFUSED;
	}
	return command_refuse("completion", "expected bash, zsh, fish, names or themes, not \"%s\"", call->argv[0]);
}

const struct command command_completion = {
	.name = "completion", .operands = "bash|zsh|fish|names|themes", .least = 1, .most = 1,
	.help = "what a shell needs to complete the command line; names, themes: those that there are, one a line", .run = run,
};
