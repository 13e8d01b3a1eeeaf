/* Addresses as they are typed. */
#include "http_address.h"

#include <stdlib.h>
#include <string.h>

bool http_address_read(const char *text, struct http_address *out, struct error *err) {
	*out = (struct http_address){ 0 };
	if (strncmp(text, "unix:", 5) == 0) {
		if (text[5] == '\0')
			return error_set(err, "%s: expected unix:PATH", text);
		*out = (struct http_address){ mem_strdup("http://localhost"), mem_strdup(text + 5), mem_strdup(text) };
		return true;
	}
	const char *host = strstr(text, "://");
	if (!host || (strncmp(text, "http://", 7) != 0 && strncmp(text, "https://", 8) != 0))
		return error_set(err, "%s: expected http://HOST:PORT, https://HOST:PORT or unix:PATH", text);
	host += 3;
	size_t length = strcspn(host, "/?#"), end = strlen(text);
	if (length == 0 || host[length] == '?' || host[length] == '#')
		return error_set(err, "%s: expected http://HOST:PORT", text);
	if (memchr(host, '@', length))
		return error_set(err, "%.*s...: no user or password in an address: a token goes into --token-file or $MWTOP_TOKEN", (int)(host - text), text);
	const char *bracket = memchr(host, ']', length), *colon = memrchr(bracket ? bracket : host, ':', length - (size_t)(bracket ? bracket - host : 0));
	if (colon && (strspn(colon + 1, "0123456789") != (size_t)(host + length - colon - 1) || atol(colon + 1) < 1 || atol(colon + 1) > 65535))
		return error_set(err, "%s: expected a port from 1 to 65535", text);
	while (text[end - 1] == '/')
		end--;
	*out = (struct http_address){ mem_strndup(text, end), NULL, mem_strndup(host, length) };
	return true;
}

void http_address_free(struct http_address *a) {
	free(a->base);
	free(a->socket_path);
	free(a->name);
}

bool http_token_header(const char *token, char **out, struct error *err) {
	*out = NULL;
	if (!token)
		return true;
	for (const char *c = token; *c; c++)
		if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7F)
			return error_set(err, "the token holds a character that is none of a token: expected letters, digits and -._~+/=");
	*out = mem_printf("Authorization: Bearer %s", token);
	return true;
}
