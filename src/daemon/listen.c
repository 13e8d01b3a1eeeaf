/* Listening sockets. */
#include "listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 4096 /* the kernel takes less if it is set so (net.core.somaxconn) */

/* ---- unix ---- */

/* Whether the path is free, or was left by a daemon that is gone (and is free then). */
static bool make_free(const char *path, const struct sockaddr_un *address, struct error *err) {
	struct stat info;
	if (lstat(path, &info) < 0)
		return errno == ENOENT || error_set(err, "%s: %s", path, strerror(errno));
	if (!S_ISSOCK(info.st_mode))
		return error_set(err, "%s: there is something that is no socket", path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool dead = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) < 0 && errno == ECONNREFUSED;
	if (fd >= 0)
		close(fd);
	if (!dead)
		return error_set(err, "%s: another daemon listens there", path);
	return unlink(path) == 0 || error_set(err, "%s: %s", path, strerror(errno));
}

static bool open_unix(const char *path, struct listener *out, struct error *err) {
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat info;
	if (strlen(path) >= sizeof address.sun_path || !*path)
		return error_set(err, "unix:%s: expected a path of at most %zu bytes", path, sizeof address.sun_path - 1);
	strcpy(address.sun_path, path);
	if (!make_free(path, &address, err))
		return false;
	mode_t before = umask(0117);
	out->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool bound = out->fd >= 0 && bind(out->fd, (struct sockaddr *)&address, sizeof address) == 0;
	umask(before);
	if (!bound || listen(out->fd, BACKLOG) < 0 || stat(path, &info) < 0)
		return error_set(err, "unix:%s: %s", path, strerror(errno));
	out->path = mem_strdup(path);
	out->dev = info.st_dev;
	out->ino = info.st_ino;
	snprintf(out->url, sizeof out->url, "unix:%s", path);
	return true;
}

void listen_forget(struct listener *l) {
	struct stat info;
	if (l->path && lstat(l->path, &info) == 0 && info.st_dev == l->dev && info.st_ino == l->ino)
		unlink(l->path);
	free(l->path);
	l->path = NULL;
}

/* ---- TCP ---- */

static bool is_loopback(const struct sockaddr *a) {
	if (a->sa_family == AF_INET)
		return (ntohl(((const struct sockaddr_in *)(const void *)a)->sin_addr.s_addr) >> 24) == 127;
	return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)a)->sin6_addr);
}

/* "ADDR:PORT" or "[ADDR]:PORT" into its parts. */
static bool split(const char *text, char *host, size_t size, const char **port) {
	bool bracket = *text == '[';
	const char *begin = text + bracket, *end = bracket ? strchr(text, ']') : strrchr(text, ':');
	if (!end || end == begin || (size_t)(end - begin) >= size || (bracket && end[1] != ':'))
		return false;
	memcpy(host, begin, (size_t)(end - begin));
	host[end - begin] = '\0';
	*port = end + 1 + bracket;
	size_t digits = strspn(*port, "0123456789");
	return digits > 0 && digits <= 5 && (*port)[digits] == '\0' && atoi(*port) <= 65535 && (bracket || !strchr(host, ':'));
}

static void tell_url(struct listener *l) {
	union { struct sockaddr any; struct sockaddr_storage room; } a;
	socklen_t length = sizeof a.room;
	char host[64], port[8];
	if (getsockname(l->fd, &a.any, &length) == 0 &&
	    getnameinfo(&a.any, length, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) == 0)
		snprintf(l->url, sizeof l->url, strchr(host, ':') ? "http://[%s]:%s" : "http://%s:%s", host, port);
}

static bool bind_tcp(const struct addrinfo *info, struct listener *out) {
	int on = 1;
	out->fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (out->fd < 0)
		return false;
	setsockopt(out->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (info->ai_family == AF_INET6)
		setsockopt(out->fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	out->beyond_loopback = !is_loopback(info->ai_addr);
	return bind(out->fd, info->ai_addr, info->ai_addrlen) == 0 && listen(out->fd, BACKLOG) == 0;
}

static bool open_tcp(const char *text, struct listener *out, struct error *err) {
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE }, *found;
	char host[64];
	const char *port;
	if (!split(text, host, sizeof host, &port))
		return error_set(err, "--listen: \"%s\": expected ADDR:PORT, [ADDR]:PORT or unix:PATH", text);
	int fault = getaddrinfo(strcmp(host, "localhost") == 0 ? "127.0.0.1" : host, port, &hints, &found);
	if (fault)
		return error_set(err, "--listen: \"%s\": expected the number of an address, as 127.0.0.1 or [::1]", text);
	bool fine = bind_tcp(found, out);
	if (!fine)
		error_set(err, "--listen %s: %s", text, strerror(errno));
	freeaddrinfo(found);
	if (fine)
		tell_url(out);
	return fine;
}

bool listen_open(const char *address, struct listener *out, struct error *err) {
	*out = (struct listener){ .fd = -1 };
	bool fine = strncmp(address, "unix:", 5) == 0 ? open_unix(address + 5, out, err) : open_tcp(address, out, err);
	if (!fine && out->fd >= 0) {
		close(out->fd);
		out->fd = -1;
	}
	return fine;
}
