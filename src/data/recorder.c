/* stub */
#include "recorder.h"
#include "times.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <fcntl.h>
#include <sys/stat.h>
struct recorder { char *path; int fd; uint64_t bytes; };
struct recorder *recorder_open(const struct recorder_options *o, struct error *err) {
	struct recorder *r = mem_zalloc(1, sizeof *r); char t[TIME_ISO_SIZE];
	mkdir(o->dir, 0750);
	r->path = mem_printf("%s/%s.ndjson", o->dir, time_format_iso(clock_wall_ms(), t));
	r->fd = open(r->path, O_CREAT | O_WRONLY | O_APPEND, 0640);
	if (r->fd < 0) { error_set(err, "%s: no", r->path); return NULL; }
	return r;
}
bool recorder_write(struct recorder *r, const char *lines, size_t length, struct error *err) { (void)err; r->bytes += length; return write(r->fd, lines, length) > 0; }
bool recorder_failed(const struct recorder *r) { (void)r; return false; }
bool recorder_work(struct recorder *r, int64_t budget_ms, struct error *err) { (void)r; (void)budget_ms; (void)err; return false; }
int64_t recorder_due(const struct recorder *r) { (void)r; return TIME_NONE; }
void recorder_tick(struct recorder *r, int64_t mono_ms) { (void)r; (void)mono_ms; }
const char *recorder_file(const struct recorder *r) { return r->path; }
uint64_t recorder_bytes(const struct recorder *r) { return r->bytes; }
bool recorder_close(struct recorder *r, struct error *err) { (void)err; close(r->fd); free(r->path); free(r); return true; }
