/* Texts made from tables: the options of --help, and lists in mdoc for the manual pages. */
#ifndef MWTOP_DOC_H
#define MWTOP_DOC_H

#include "buf.h"
#include "options.h"

/* One line for each option, as --help shows them. */
void doc_help_options(const struct option_row *rows, size_t count, struct buf *out);
/* One item for each option, in mdoc. */
void doc_options(const struct option_row *rows, size_t count, struct buf *out);
/* A line of mdoc text; nothing in it is taken for a request. */
void doc_add_text(struct buf *out, const char *text);
/* An item of a list with its text. */
void doc_add_item(struct buf *out, const char *head, const char *text);

/* Appends the list of that name in mdoc; false when there is none. */
typedef bool doc_list_callback(const char *what, const char *name, struct buf *out);
/* Reads a manual page on standard input and appends it, with the lists in place of its lines ".\" LIST what [name]". False with err. */
bool doc_fill(doc_list_callback *list, struct buf *out, struct error *err);

#endif
