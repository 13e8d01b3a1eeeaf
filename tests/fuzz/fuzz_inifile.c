/* Fuzz: INI text. Whatever comes, each row lies on a line that is there, and a refusal says which; who goes on after faults is told the same
 * one first. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "inifile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool take(void *lines, const char *section, const char *key, const char *value, int line, struct error *err) {
	if (line < 1 || line > *(int *)lines || strlen(section) > 49 || strlen(key) > 48 || strlen(value) > 190)
		abort();
	return *key != 'x' || error_set(err, "refused: %s", key);
}

struct tally {
	int lines, first_fault;
};

static bool take_all(void *data, const char *section, const char *key, const char *value, int line, struct error *err) {
	return take(&((struct tally *)data)->lines, section, key, value, line, err);
}

static void told(void *data, int line, const char *why) {
	struct tally *t = data;
	if (line < 1 || line > t->lines || !*why)
		abort();
	if (t->first_fault == 0)
		t->first_fault = line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	char *text = malloc(size + 1);
	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	int lines = 1;
	for (const char *p = text; (p = strchr(p, '\n')); p++)
		lines++;
	struct error err = { "" };
	bool fine = inifile_parse(text, "fuzz", take, &lines, &err);
	if (!fine && strncmp(err.text, "fuzz: line ", 11) != 0)
		abort();
	struct tally tally = { .lines = lines };
	inifile_parse_all(text, take_all, told, &tally);
	if (tally.first_fault != (fine ? 0 : atoi(err.text + 11)))
		abort();
	free(text);
	return 0;
}
