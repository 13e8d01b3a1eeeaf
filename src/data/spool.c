/* The spool: what a pipe brings goes into an unlinked file in $TMPDIR, from which the file reader reads. Compressed input is recognised by its first
 * bytes and unpacked on the way. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "source_state.h"

#define TAKE_MOST (4u << 20)
#define CHUNK (128u << 10)

struct spool {
	int in, out;
	uint64_t size;
	ZSTD_DCtx *zstd;
	bool plain, decided;
	unsigned char head[4];
	size_t head_length;
	char *fault;
};

struct spool *spool_new(int fd, struct error *err) {
	const char *directory = getenv("TMPDIR");
	if (!directory || !*directory)
		directory = "/tmp";
	char *path = mem_printf("%s/mwtop-spool-XXXXXX", directory);
	int out = mkostemp(path, O_CLOEXEC);
	if (out < 0)
		error_set(err, "%s: cannot make a spool for the input: %s; set TMPDIR", directory, strerror(errno));
	else
		unlink(path);
	free(path);
	if (out < 0)
		return NULL;
	struct spool *p = mem_zalloc(1, sizeof *p);
	p->in = fd;
	p->out = out;
	return p;
}

void spool_free(struct spool *p) {
	if (!p)
		return;
	if (p->in > 2)
		close(p->in);
	ZSTD_freeDCtx(p->zstd);
	free(p->fault);
	free(p);
}

int spool_store_fd(const struct spool *p) { return p->out; }
int spool_input_fd(const struct spool *p) { return p->in; }
uint64_t spool_size(const struct spool *p) { return p->size; }
const char *spool_fault(const struct spool *p) { return p->fault; }

static void end_input(struct spool *p) {
	if (p->in > 2)
		close(p->in);
	p->in = -1;
}

static void fail(struct spool *p, const char *why) {
	free(p->fault);
	p->fault = mem_strdup(why);
	end_input(p);
}

static void append(struct spool *p, const char *bytes, size_t length) {
	while (length > 0 && p->in >= 0) {
		ssize_t n = pwrite(p->out, bytes, length, (off_t)p->size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			fail(p, strerror(errno));
			return;
		}
		bytes += n;
		length -= (size_t)n;
		p->size += (uint64_t)n;
	}
}

static void unpack(struct spool *p, const char *bytes, size_t length) {
	ZSTD_inBuffer in = { bytes, length, 0 };
	char *text = mem_alloc(CHUNK);
	for (bool more = true; more && p->in >= 0;) {
		ZSTD_outBuffer out = { text, CHUNK, 0 };
		size_t left = ZSTD_decompressStream(p->zstd, &out, &in);
		if (ZSTD_isError(left)) {
			fail(p, ZSTD_getErrorName(left));
			break;
		}
		append(p, text, out.pos);
		more = in.pos < in.size || out.pos == out.size;
	}
	free(text);
}

/* Holds the first four bytes back until they say what follows. */
static void take_bytes(struct spool *p, const char *bytes, size_t length) {
	while (!p->decided && p->head_length < 4 && length > 0) {
		p->head[p->head_length++] = (unsigned char)*bytes++;
		length--;
	}
	if (!p->decided && p->head_length == 4) {
		p->decided = true;
		p->plain = memcmp(p->head, "\x28\xB5\x2F\xFD", 4) != 0;
		if (!p->plain)
			p->zstd = ZSTD_createDCtx();
		take_bytes(p, (const char *)p->head, 4);
	}
	if (p->decided && p->plain)
		append(p, bytes, length);
	else if (p->decided)
		unpack(p, bytes, length);
}

bool spool_take(struct spool *p) {
	uint64_t before = p->size;
	char *bytes = mem_alloc(CHUNK);
	for (size_t taken = 0; taken < TAKE_MOST && p->in >= 0;) {
		struct pollfd ready = { .fd = p->in, .events = POLLIN };
		if (poll(&ready, 1, 0) <= 0)
			break;
		ssize_t n = read(p->in, bytes, CHUNK);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			break;
		if (n < 0) {
			fail(p, strerror(errno));
		} else if (n == 0) {
			if (!p->decided)
				append(p, (const char *)p->head, p->head_length);
			end_input(p);
		} else {
			take_bytes(p, bytes, (size_t)n);
			taken += (size_t)n;
		}
	}
	free(bytes);
	return p->size != before;
}
