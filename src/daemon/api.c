/* libmicrohttpd in the event loop: its epoll descriptor is one of ours, and MHD_run is called when that is readable, when its timeout has
 * come, and after connections were resumed. Sockets are accepted by acceptor.c and handed over, so that there may be several. Always true: a
 * connection is suspended exactly while its peer is `dry` or `again`; all are resumed before the daemon is stopped. */
#include "api.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "acceptor.h"
#include "journal.h"
#include "log.h"
#include "peer.h"
#include "times.h"
#include "utf8.h"

#define CONNECTION_MEMORY (32u << 10) /* request and headers; half of it is the greatest chunk */
#define BLOCK_BYTES 4096              /* for clients of HTTP/1.0 alone */
#define REFUSED_MAX 64                /* clients beyond max_clients that are told so */
#define SWEEP_MS 1000
#define WAKE_MS 20                    /* for clients to catch up before the next lines are taken in */

struct api {
	struct loop *loop;
	struct MHD_Daemon *daemon;
	int epoll_fd;
	struct api_options options;
	api_handler *handler;
	void *data;
	struct acceptor *acceptor; /* owned */
	bool draining, sweeping;
	struct peer *peers;
	size_t again_count, active_count;
	size_t taken;           /* bytes of flows in this round */
	struct api_counts counts;
	void (*drained)(void *data);
	void *drained_data;
};

static void run(struct api *api);

/* ---- requests ---- */

const char *request_header(const struct request *r, const char *name) {
	return MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name);
}

const char *request_query(const struct request *r, const char *name) {
	const char *value = NULL;
	size_t length;
	if (MHD_lookup_connection_value_n(r->connection, MHD_GET_ARGUMENT_KIND, name, strlen(name), &value, &length) == MHD_NO)
		return NULL;
	return value ? value : "";
}

struct search { const char *names, *unknown; };

static enum MHD_Result look_at_name(void *data, enum MHD_ValueKind kind, const char *name, const char *value) {
	struct search *s = data;
	(void)kind;
	(void)value;
	if (!request_name_among(s->names, name))
		s->unknown = name;
	return s->unknown ? MHD_NO : MHD_YES;
}

const char *request_unknown(const struct request *r, const char *names) {
	struct search s = { .names = names };
	MHD_get_connection_values(r->connection, MHD_GET_ARGUMENT_KIND, look_at_name, &s);
	return s.unknown;
}

/* ---- peers ---- */

static struct peer *peer_of(struct MHD_Connection *connection) {
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info ? info->socket_context : NULL;
}

static struct peer *add_peer(struct api *api, struct MHD_Connection *connection) {
	const union MHD_ConnectionInfo *address = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	struct peer *p = peer_new(&api->peers, fd, address ? address->client_addr : NULL);
	p->api = api;
	p->connection = connection;
	p->refused = api->counts.clients++ >= api->options.max_clients;
	return p;
}

static void on_connection(void *data, struct MHD_Connection *connection, void **context, enum MHD_ConnectionNotificationCode code) {
	struct api *api = data;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		*context = add_peer(api, connection);
	} else if (*context) {
		api->counts.clients--;
		peer_free(&api->peers, *context);
	}
}

static void resume(struct peer *p) {
	if (!p->dry && !p->again)
		return;
	p->api->again_count -= p->again;
	p->dry = p->again = false;
	MHD_resume_connection(p->connection);
}

/* The library sees the end of the connection, and cleans up. */
static void cut(struct peer *p) {
	p->cut = true;
	shutdown(p->fd, SHUT_RDWR);
	resume(p);
}

/* ---- answers ---- */

static ssize_t on_read(void *data, uint64_t position, char *to, size_t room) {
	struct peer *p = data;
	(void)position;
	ssize_t n = p->cut ? FLOW_LOST : p->flow->read(p->flow, to, room);
	if (n > 0) {
		p->since_ms = clock_mono_ms();
		p->api->taken += (size_t)n;
		return n;
	}
	if (n == FLOW_END)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (n == FLOW_LOST) {
		if (!p->cut) {
			journal_line("%s fell behind and was dropped", p->name);
			p->api->counts.dropped++;
		}
		return MHD_CONTENT_READER_END_WITH_ERROR;
	}
	p->dry = n == FLOW_DRY;
	p->again = !p->dry;
	p->api->again_count += p->again;
	MHD_suspend_connection(p->connection);
	return 0;
}

static void on_flow_free(void *data) {
	struct peer *p = data;
	p->flow->close(p->flow);
	p->flow = NULL;
	p->api->counts.flows--;
}

static struct MHD_Response *make_response(struct peer *p, struct answer *a) {
	if (!a->flow)
		return MHD_create_response_from_buffer(a->body.len, a->body.data, a->body.data ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
	struct MHD_Response *response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES, on_read, p, on_flow_free);
	if (response) {
		p->flow = a->flow;
		p->api->counts.flows++;
	}
	return response;
}

static enum MHD_Result send_answer(struct peer *p, struct answer *a) {
	struct MHD_Response *response = make_response(p, a);
	if (!response) {
		if (a->flow)
			a->flow->close(a->flow);
		buf_free(&a->body);
		return MHD_NO;
	}
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, a->type);
	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	for (size_t i = 0; i < a->header_count; i++)
		MHD_add_response_header(response, a->header[i].name, a->header[i].value);
	if (a->close || p->api->draining)
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
	p->since_ms = clock_mono_ms();
	enum MHD_Result queued = MHD_queue_response(p->connection, (unsigned)a->status, response);
	MHD_destroy_response(response);
	return queued;
}

static bool announces_body(struct MHD_Connection *connection) {
	const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
	return (length && strcmp(length, "0") != 0) || MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_TRANSFER_ENCODING);
}

static enum MHD_Result on_request(void *data, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                                  const char *upload, size_t *upload_size, void **context) {
	struct api *api = data;
	struct peer *p = peer_of(connection);
	bool body = announces_body(connection);
	(void)version;
	(void)upload;
	if (!p)
		return MHD_NO;
	if (!p->active) {
		p->active = true;
		api->active_count++;
		api->counts.requests++;
		api->counts.refused += p->refused;
		*context = p;
		if (!body) /* the answer is wanted in the second call */
			return MHD_YES;
	}
	if (*upload_size > 0) {
		*upload_size = 0;
		return MHD_YES;
	}
	struct request request = { .method = method, .path = url, .target_length = p->target_length, .body = body, .trusted = p->trusted,
		                   .refused = p->refused, .peer = p->name, .connection = connection };
	struct answer answer = { .status = MHD_HTTP_OK, .type = "application/json", .close = body || p->refused };
	api->handler(api->data, &request, &answer);
	return send_answer(p, &answer);
}

static void *on_target(void *data, const char *target, struct MHD_Connection *connection) {
	struct peer *p = peer_of(connection);
	(void)data;
	if (p)
		p->target_length = strlen(target);
	return NULL;
}

static void on_completed(void *data, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode code) {
	struct api *api = data;
	struct peer *p = *context;
	(void)connection;
	(void)code;
	if (!p || !p->active)
		return;
	p->active = false;
	p->since_ms = clock_mono_ms();
	api->active_count--;
	if (api->draining && api->active_count == 0)
		api->drained(api->drained_data);
}

/* That clients come and go is no news; for those who debug. */
static void on_library_log(void *data, const char *format, va_list args) PRINTF_LIKE(2, 0);
static void on_library_log(void *data, const char *format, va_list args) {
	char text[256], clean[256];
	(void)data;
	vsnprintf(text, sizeof text, format, args);
	utf8_clean(clean, sizeof clean, text, strcspn(text, "\n"));
	log_line("http: %s", clean);
}

/* ---- the loop ---- */

static void on_run(void *data) {
	run(data);
}

static void run(struct api *api) {
	MHD_UNSIGNED_LONG_LONG wait_ms;
	MHD_run(api->daemon);
	bool waits = MHD_get_timeout(api->daemon, &wait_ms) == MHD_YES;
	int64_t at_ms = waits ? clock_mono_ms() + (wait_ms < 1000000 ? (int64_t)wait_ms : 1000000) : TIME_NONE;
	loop_deadline(api->loop, api->options.run_deadline, at_ms, on_run, api);
}

static void on_epoll(void *data, int fd, unsigned what) {
	(void)fd;
	(void)what;
	run(data);
}

void api_wake(struct api *api) {
	int64_t until_ms = clock_mono_ms() + WAKE_MS;
	for (struct peer *p = api->peers; p; p = p->next)
		if (p->dry)
			resume(p);
	do { /* as long as somebody takes something: more may come before the loop comes round again */
		api->taken = 0;
		run(api);
	} while (api->taken > 0 && clock_mono_ms() < until_ms);
}

bool api_turn(struct api *api) {
	if (api->again_count == 0)
		return false;
	for (struct peer *p = api->peers; p; p = p->next)
		if (p->again)
			resume(p);
	run(api);
	return api->again_count > 0;
}

/* Clients that are late. */
static void sweep_peer(struct peer *p, int64_t now_ms) {
	struct api *api = p->api;
	enum peer_lateness late = peer_lateness(p, now_ms, api->options.header_ms, api->options.stall_ms);
	if (late == PEER_IN_TIME)
		return;
	if (late != PEER_SENDS_NOTHING) {
		journal_line("%s does not read: dropped after %.0f s%s", p->name, (double)(now_ms - p->since_ms) / 1000,
		             late == PEER_LOST ? ", what it has not read is gone" : "");
		api->counts.dropped++;
	}
	cut(p);
}

static void on_sweep(void *data) {
	struct api *api = data;
	int64_t now_ms = clock_mono_ms();
	for (struct peer *p = api->peers, *next; p; p = next) {
		next = p->next;
		sweep_peer(p, now_ms);
	}
	acceptor_resume(api->acceptor);
	run(api);
	api->sweeping = api->peers != NULL || acceptor_paused(api->acceptor);
	if (api->sweeping)
		loop_deadline(api->loop, api->options.sweep_deadline, now_ms + SWEEP_MS, on_sweep, api);
}

static void begin_sweeping(struct api *api) {
	if (!api->sweeping)
		loop_deadline(api->loop, api->options.sweep_deadline, clock_mono_ms() + SWEEP_MS, on_sweep, api);
	api->sweeping = true;
}

static void on_client(void *data, int fd, const struct sockaddr *address, socklen_t length) {
	struct api *api = data;
	MHD_add_connection(api->daemon, fd, address, length); /* closes it when it fails */
}

static void on_turn(void *data) {
	begin_sweeping(data);
	run(data);
}

static const struct acceptor_handler acceptor_handler = { on_client, on_turn };

void api_listen(struct api *api, int fd) {
	acceptor_listen(api->acceptor, fd);
}

/* ---- beginning and end ---- */

struct api *api_new(struct loop *loop, const struct api_options *options, api_handler *handler, void *data, struct error *err) {
	struct api *api = mem_zalloc(1, sizeof *api);
	*api = (struct api){ .loop = loop, .options = *options, .handler = handler, .data = data };
	api->acceptor = acceptor_new(loop, &acceptor_handler, api);
	unsigned limit = (unsigned)options->max_clients + REFUSED_MAX;
	api->daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ERROR_LOG, 0, NULL, NULL, on_request, api,
	                               MHD_OPTION_EXTERNAL_LOGGER, on_library_log, api,
	                               MHD_OPTION_CONNECTION_LIMIT, limit,
	                               MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
	                               MHD_OPTION_CONNECTION_TIMEOUT, 0u,
	                               MHD_OPTION_NOTIFY_CONNECTION, on_connection, api,
	                               MHD_OPTION_NOTIFY_COMPLETED, on_completed, api,
	                               MHD_OPTION_URI_LOG_CALLBACK, on_target, api,
	                               MHD_OPTION_END);
	const union MHD_DaemonInfo *info = api->daemon ? MHD_get_daemon_info(api->daemon, MHD_DAEMON_INFO_EPOLL_FD) : NULL;
	if (!info) {
		error_set(err, "cannot start the HTTP server: %s", strerror(errno));
		api_free(api);
		return NULL;
	}
	api->epoll_fd = info->epoll_fd;
	loop_watch(loop, api->epoll_fd, LOOP_READ, on_epoll, api);
	return api;
}

void api_drain(struct api *api, void (*done)(void *data), void *data) {
	api->draining = true;
	api->drained = done;
	api->drained_data = data;
	acceptor_stop(api->acceptor);
	for (struct peer *p = api->peers; p; p = p->next)
		if (p->flow && p->flow->stop)
			p->flow->stop(p->flow);
	if (api->active_count == 0)
		done(data);
	else
		api_wake(api);
}

void api_count(const struct api *api, struct api_counts *out) {
	*out = api->counts;
}

void api_free(struct api *api) {
	if (!api)
		return;
	acceptor_free(api->acceptor);
	api->draining = false; /* nobody is to be told any more */
	for (struct peer *p = api->peers; p; p = p->next)
		resume(p);
	if (api->daemon) {
		loop_watch(api->loop, api->epoll_fd, 0, NULL, NULL);
		MHD_stop_daemon(api->daemon);
	}
	loop_deadline(api->loop, api->options.run_deadline, TIME_NONE, NULL, NULL);
	loop_deadline(api->loop, api->options.sweep_deadline, TIME_NONE, NULL, NULL);
	free(api);
}
