/* What the parts of the site reader share: members of the cJSON tree to numbers, texts, words and times, with the path of what is
 * wrong. Only line_site.c, site_plans.c and site_reader.c use it. All functions return false after a refusal; a key that is absent
 * or null leaves what is there. */
#ifndef MWTOP_SITE_READER_H
#define MWTOP_SITE_READER_H

#include <cjson/cJSON.h>

#include "error.h"
#include "site_fields.h"

struct site_reader {
	struct site *site;
	struct error *err;
	char path[160]; /* of the fault */
};

/* Refuses `key` within `where` ("" for the site itself); returns false. */
bool site_refuse(struct site_reader *r, const char *where, const char *key, const char *why);
/* The last member of that key, NULL when there is none or it is null. */
const cJSON *site_member(const cJSON *object, const char *key);
/* The object of that key or NULL; *ok is false when it is something else. */
const cJSON *site_member_object(struct site_reader *r, const cJSON *root, const char *key, bool *ok);

/* The number `item`, which must lie within the bounds. */
bool site_read_number(struct site_reader *r, const char *where, const char *key, const cJSON *item, double least, double most, double *out);
bool site_read_fields(struct site_reader *r, const char *where, const cJSON *object, const struct site_field *fields, void *out);
/* Text for people: cut to fit, made safe for a terminal. */
bool site_read_text(struct site_reader *r, const char *where, const char *key, const cJSON *object, char *out, size_t size);
/* Sets *index to that of the word. */
bool site_read_word(struct site_reader *r, const char *where, const char *key, const cJSON *object, const char *const *words, int *index);
bool site_read_time(struct site_reader *r, const char *where, const char *key, const cJSON *object, int64_t *t_ms);

/* Origin, GPUs, training, policy and alarm rules (site_plans.c). */
bool site_read_plans(struct site_reader *r, const cJSON *root);
/* Column in the text of what `path` names; of what holds it where it is missing. */
size_t site_find_column(const char *text, size_t length, const char *path);

#endif
