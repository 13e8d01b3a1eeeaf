/* The style sheet of the report, in its page. */
#ifndef MWTOP_REPORT_STYLE_H
#define MWTOP_REPORT_STYLE_H

extern const char *const report_style[]; /* ended by NULL */

#endif
