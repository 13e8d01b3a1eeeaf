/* Fuzz: INI text. Whatever comes, each row lies on a line that is there, and a refusal says which. */
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
	if (!inifile_parse(text, "fuzz", take, &lines, &err) && strncmp(err.text, "fuzz: line ", 11) != 0)
		abort();
	free(text);
	return 0;
}
