/* The bearer token. */
#include "token.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOKEN_FILE_MAX 4096

static char *token_check(const char *path, char *text, struct error *err) {
	text[strcspn(text, "\r\n")] = '\0';
	size_t length = strlen(text);
	for (size_t i = 0; i < length; i++)
		if (text[i] <= ' ' || text[i] > '~') {
			error_set(err, "%s: a token has visible ASCII characters only", path);
			return NULL;
		}
	if (length < TOKEN_LENGTH_LEAST) {
		error_set(err, "%s: the token has %zu characters, expected at least %d", path, length, TOKEN_LENGTH_LEAST);
		return NULL;
	}
	return mem_strdup(text);
}

char *token_read(const char *path, struct error *err) {
	char text[TOKEN_FILE_MAX + 1], *token = NULL;
	struct stat info;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t n = fd >= 0 && fstat(fd, &info) == 0 ? read(fd, text, TOKEN_FILE_MAX) : -1;
	if (n < 0)
		error_set(err, "%s: %s", path, strerror(errno));
	else if (S_ISREG(info.st_mode) && (info.st_mode & (S_IROTH | S_IWOTH)))
		error_set(err, "%s: everyone may read it; chmod o-rwx", path);
	else {
		text[n] = '\0';
		token = token_check(path, text, err);
	}
	if (fd >= 0)
		close(fd);
	explicit_bzero(text, sizeof text);
	return token;
}

void token_free(char *token) {
	if (token)
		explicit_bzero(token, strlen(token));
	free(token);
}

bool token_shown(const char *token, const char *authorization) {
	static const char scheme[] = "Bearer ";
	if (!authorization || strncasecmp(authorization, scheme, sizeof scheme - 1) != 0)
		return false;
	const char *shown = authorization + sizeof scheme - 1;
	size_t length = strlen(token), given = strlen(shown);
	unsigned difference = length != given;
	for (size_t i = 0; i < length; i++)
		difference |= (unsigned)(unsigned char)token[i] ^ (unsigned)(unsigned char)shown[given ? i % given : 0];
	return difference == 0;
}
