/* The command line of mwtopd. --help and the manual's list come out of the same table. */
#ifndef MWTOP_SETTINGS_H
#define MWTOP_SETTINGS_H

#include "buf.h"
#include "feed.h"

#define LISTEN_MAX 16

struct settings {
	struct feed_options feed;
	bool own_times;           /* feed.name is served as it is */
	char *source;             /* "sim memphis-bring-up", owned */
	const char *record_dir;   /* NULL: into a private directory */
	double keep_s;            /* 0: for ever */
	size_t listen_count;
	const char *listen[LISTEN_MAX];
	const char *token_file, *log_file;
	size_t max_clients, buffer_bytes;
	double header_s, stall_s;
};

/* Strings point into argv. False with err for wrong use. */
bool settings_parse(int argc, char **argv, struct settings *out, struct error *err);
void settings_free(struct settings *s);
void settings_help(struct buf *out);
/* Appends the options in mdoc. */
void settings_doc(struct buf *out);

#endif
