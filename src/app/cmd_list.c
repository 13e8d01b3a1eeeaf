/* `mwtop list`: the recordings that a bare name finds, and those of the current directory: times, length, what happens. */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "recordings.h"
#include "session.h"
#include "utf8.h"

enum { OPT_FORMAT, OPT_COUNT };
static const struct option_row rows[OPT_COUNT] = {
	[OPT_FORMAT] = { "format", 0, OPTION_CHOICE, "text|json|csv", 0, 0, "form of the answer" },
};
static void add_csv(struct buf *out, const char *text) {
	buf_puts(out, "\"");
	for (; *text; text++) {
		if (*text == '"')
			buf_puts(out, "\"");
		buf_add(out, text, 1);
	}
	buf_puts(out, "\"");
}

static void print_entry(const struct recording_entry *e, struct source *source, int format, bool first, struct buf *out) {
	int64_t from, to;
	const struct site *site = source_site(source);
	char iso_from[TIME_ISO_SIZE], iso_to[TIME_ISO_SIZE], length[TIME_ISO_SIZE], about[256], name[256];
	if (!source_range(source, &from, &to))
		return;
	time_format_iso(from, iso_from);
	time_format_iso(to, iso_to);
	time_format_hms(to - from, length);
	utf8_clean(about, sizeof about, site ? site->about : "", site ? strlen(site->about) : 0);
	utf8_clean(name, sizeof name, e->name, strlen(e->name));
	if (format == 1) {
		buf_printf(out, "%s{\"name\":", first ? "" : ",");
		json_add_string(out, name);
		buf_printf(out, ",\"from\":\"%s\",\"to\":\"%s\",\"length_s\":%.0f,\"origin\":\"%s\",\"about\":", iso_from, iso_to, (double)(to - from) / 1000,
		           site ? origin_words[site->origin] : "");
		json_add_string(out, about);
		buf_puts(out, "}");
	} else if (format == 2) {
		add_csv(out, name);
		buf_printf(out, ",%s,%s,%.0f,%s,", iso_from, iso_to, (double)(to - from) / 1000, site ? origin_words[site->origin] : "");
		add_csv(out, about);
		buf_puts(out, "\n");
	} else {
		iso_from[16] = iso_to[16] = '\0';
		iso_from[10] = iso_to[10] = ' ';
		bool one_day = !strncmp(iso_from, iso_to, 10);
		buf_printf(out, "%-22s %sZ to %sZ  %s  %s\n%24s%s\n", name, iso_from, one_day ? iso_to + 11 : iso_to, length, site ? origin_words[site->origin] : "", "", about);
	}
}

static int run(const struct invocation *call) {
	struct recordings l;
	struct buf out = { 0 };
	struct error err;
	int format = call->option[OPT_FORMAT].given ? (int)call->option[OPT_FORMAT].number : 0;
	recordings_find(&l);
	buf_puts(&out, format == 1 ? "[" : format == 2 ? "name,from,to,length_s,origin,about\n" : "");
	size_t start = out.len;
	for (size_t i = 0; i < l.count; i++) {
		struct source *source = source_open(l.at[i].path, &err);
		if (source)
			print_entry(&l.at[i], source, format, out.len == start, &out);
		else
			command_refuse("list", "%s", err.text);
		source_close(source);
	}
	if (format == 1)
		buf_puts(&out, "]\n");
	bool fine = command_output("list", out.data ? out.data : "", out.len);
	buf_free(&out);
	recordings_free(&l);
	return fine ? EXIT_FINE : EXIT_REFUSED;
}

const struct command command_list = {
	.name = "list", .operands = "", .least = 0, .most = 0, .help = "the bundled recordings and those of this directory: times, length, what happens",
	.rows = rows, .row_count = OPT_COUNT, .run = run,
};
