/* Answers; see answer.h. Bytes go down a chain: head and chunks are taken off, what is packed is unpacked, text is cut into lines. Always
 * true: what has come is passed on to its last byte before the next is asked for, so that a line that could not be unpacked at once shows. */
#include "answer.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zstd.h>

#include "times.h"

#define HEAD_MOST 8192

void answer_begin(struct answer *a, bool packed, answer_line *take, void *data) {
	*a = (struct answer){ .packed = packed, .take = take, .data = data };
	if (packed)
		a->unpacker = ZSTD_createDCtx();
}

void answer_free(struct answer *a) {
	ZSTD_freeDCtx(a->unpacker);
	buf_free(&a->head);
	buf_free(&a->line);
}

static void take_text(struct answer *a, const char *text, size_t count) {
	for (const char *at = text, *end = text + count; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((newline ? newline : end) - at);
		if (newline && a->line.len == 0) {
			a->take(a->data, at, length);
		} else {
			buf_add(&a->line, at, length);
			if (newline) {
				a->take(a->data, a->line.data, a->line.len);
				buf_clear(&a->line);
			}
		}
		at += length + (newline != NULL);
	}
}

static void take_packed(struct answer *a, const char *bytes, size_t count) {
	static char text[256 << 10];
	ZSTD_inBuffer in = { bytes, count, 0 };
	ZSTD_outBuffer out = { text, sizeof text, sizeof text };
	while (!a->fault && (in.pos < in.size || out.pos == out.size)) {
		out.pos = 0;
		if (ZSTD_isError(ZSTD_decompressStream(a->unpacker, &out, &in)))
			a->fault = "cannot be unpacked";
		else
			take_text(a, text, out.pos);
	}
}

static bool has_header(const struct answer *a, const char *line) {
	size_t length = strlen(line);
	for (size_t i = 0; i + length + 2 <= a->head.len; i++)
		if (strncasecmp(a->head.data + i, line, length) == 0 && memcmp(a->head.data + i + length, "\r\n", 2) == 0)
			return true;
	return false;
}

static void judge_head(struct answer *a) {
	if (a->head.len < 12 || memcmp(a->head.data, "HTTP/1.1 200", 12) != 0)
		a->fault = "not status 200";
	else if (!has_header(a, "\nTransfer-Encoding: chunked"))
		a->fault = "not in chunks";
	else if (has_header(a, "\nContent-Encoding: zstd") != a->packed)
		a->fault = a->packed ? "not packed" : "packed without being asked";
	a->stage = ANSWER_SIZE;
}

static void read_size(struct answer *a) {
	char *end;
	buf_add(&a->head, "", 1);
	a->chunk_left = strtoull(a->head.data, &end, 16);
	if (end == a->head.data || *end != '\r')
		a->fault = "a chunk without its size";
	a->stage = a->chunk_left > 0 ? ANSWER_DATA : ANSWER_COMPLETE; /* the empty line behind the last chunk is passed over */
}

/* One byte of head, of a size or of what ends a chunk. */
static void take_frame_byte(struct answer *a, char byte) {
	buf_add(&a->head, &byte, 1);
	if (a->head.len > HEAD_MOST)
		a->fault = "a head without end";
	bool ended = byte == '\n' && (a->stage != ANSWER_HEAD || (a->head.len >= 4 && memcmp(a->head.data + a->head.len - 4, "\r\n\r\n", 4) == 0));
	if (!ended)
		return;
	if (a->stage == ANSWER_HEAD)
		judge_head(a);
	else if (a->stage == ANSWER_SIZE)
		read_size(a);
	else if (a->head.len == 2)
		a->stage = ANSWER_SIZE;
	else
		a->fault = "a chunk longer than its size";
	buf_clear(&a->head);
}

bool answer_take(struct answer *a, const char *bytes, size_t count) {
	while (count > 0 && !a->fault && a->stage != ANSWER_COMPLETE) {
		if (a->stage != ANSWER_DATA) {
			take_frame_byte(a, *bytes++);
			count--;
			continue;
		}
		size_t piece = count < a->chunk_left ? count : (size_t)a->chunk_left;
		if (a->packed)
			take_packed(a, bytes, piece);
		else
			take_text(a, bytes, piece);
		bytes += piece;
		count -= piece;
		a->chunk_left -= piece;
		if (a->chunk_left == 0)
			a->stage = ANSWER_DATA_END;
	}
	return !a->fault;
}

int answer_ask(int port, const char *target, const char *headers, int receive_bytes) {
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char *request = mem_printf("GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", target, headers);
	if (fd >= 0 && receive_bytes > 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
	if (fd >= 0 && (connect(fd, (struct sockaddr *)&address, sizeof address) != 0 || send(fd, request, strlen(request), MSG_NOSIGNAL) < 0)) {
		int why = errno;
		close(fd);
		errno = why;
		fd = -1;
	}
	free(request);
	return fd;
}

bool answer_fetch(int port, const char *target, answer_line *take, void *data, int limit_ms) {
	static char chunk[65536];
	struct answer a;
	int64_t until_ms = clock_mono_ms() + limit_ms, left_ms;
	int fd = answer_ask(port, target, "", 0);
	answer_begin(&a, false, take, data);
	while (fd >= 0 && !a.fault && a.stage != ANSWER_COMPLETE && (left_ms = until_ms - clock_mono_ms()) > 0) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		if (poll(&ready, 1, (int)left_ms) <= 0)
			break;
		ssize_t n = recv(fd, chunk, sizeof chunk, 0);
		if (n <= 0)
			break;
		answer_take(&a, chunk, (size_t)n);
	}
	bool fine = a.stage == ANSWER_COMPLETE && !a.fault && a.line.len == 0;
	if (fd >= 0)
		close(fd);
	answer_free(&a);
	return fine;
}
