/* How the frequency of one electrical island moves: the swing equation with a droop governor and an engine for each set, frequency
 * relays set by set, load shedding by stages, and restoration where a set is isochronous (DOMAIN.md "Dynamics"):
 *
 *   (2HS/f0) df/dt = sum of Pm - load - D df            H, S summed over the sets on the bus; df: the frequency less nominal
 *   Tg dPv/dt = sat(bias - df P/(R f0)) - Pv,  Te dPm/dt = Pv - Pm      per set, as deviations from what it carried at first (P0)
 *
 * sat holds each set between 0 and its greatest output. bias is 0 but for isochronous sets, whose set-points move so that df falls
 * with the time constant restore_s. Equations: Kundur, "Power System Stability and Control", 1994, chapter 11.
 *
 * A state has no pointers: copying it branches it. No call allocates, and the same calls give the same bits. A split site is one state
 * for each island: sets elsewhere are in the case with an open breaker, so that an index is the site's. */
#ifndef MWTOP_SWING_H
#define MWTOP_SWING_H

#include "site.h"

/* The greatest step, s. It is cut at what protection does, and finer where an island is so light that it must be. */
#define SWING_STEP_S 0.01
/* [M] Time constant of restoration, s: three of them bring what droop left to 5 %. */
#define SWING_RESTORE_S 4.0
/* [M] 81O at 62.5 of 60 Hz for 0.1 s; overspeed (12) at 110 %; an engine stalls at 75 %, whatever its relay says. */
#define SWING_OVER_SHARE (62.5 / 60.0)
#define SWING_OVER_S 0.1
#define SWING_OVERSPEED_SHARE 1.10
#define SWING_STALL_SHARE 0.75
/* [M] No relay measures in less; and relays of like settings act within this of each other, in the order of the sets. */
#define SWING_RELAY_MIN_S 0.02
#define SWING_RELAY_SPREAD_S 0.02
/* What a site may state at least, so that no division is by 0: H, s; droop, %; a lag, s, and that at most. */
#define SWING_H_MIN_S 0.05
#define SWING_DROOP_MIN_PCT 1.0
#define SWING_LAG_MIN_S 1e-4
#define SWING_LAG_MAX_S 100.0

struct swing_set {
	bool closed;          /* on this island's bus; an open one takes no part */
	bool isochronous;
	double rated_mw, mva, h_s, droop_pct, tg_s, te_s;
	double p0_mw, max_mw; /* carried at first; its greatest output after derating */
	double u_hz, u_s;     /* 81U; 0 or NaN: only the engine's stall */
	double o_hz, o_s;     /* 81O; 0: SWING_OVER_SHARE for SWING_OVER_S */
};

struct swing_case {
	double nominal_hz;
	double damping_mw_hz; /* D; 0: the load is constant power */
	double load_mw;       /* from the first instant; what the sets' p0_mw do not cover is the first disturbance */
	double restore_s;     /* 0: SWING_RESTORE_S; without effect while no set is isochronous */
	double restore_after_s; /* since swing_init; before, droop alone */
	double step_s;        /* 0: SWING_STEP_S, which is also the greatest */
	size_t set_count;     /* at most SITE_GEN_MAX */
	const struct swing_set *sets; /* the caller's, read by swing_init only */
	double shed_s;        /* from a stage's order to its load being off; an order stands even if the frequency comes back */
	size_t stage_count;
	struct { double hz, pct; } stage[SITE_STAGE_MAX]; /* pct of the whole load, at or below hz */
};

enum swing_kind { SWING_81U, SWING_81O, SWING_OVERSPEED, SWING_TRIP, SWING_ORDER, SWING_SHED, SWING_DEAD, SWING_KIND_COUNT };
/* "81U" "81O" "12" "trip" "shed ordered" "shed" "dead" */
extern const char *const swing_kind_words[];
#define SWING_RELAYS 3 /* the first kinds are relays of sets */

struct swing_event {
	double t_s, hz;  /* since swing_init; the frequency then */
	double mw;       /* that a set carried; of a stage: that was taken off; dead: the load that was lost */
	enum swing_kind kind;
	int object;      /* set or stage; -1 */
};
/* Each set leaves once, each stage is ordered and done once, the bus dies once: all of it fits. What sets that joined again do beyond
 * that is dropped. */
#define SWING_EVENT_MAX (SITE_GEN_MAX + 2 * SITE_STAGE_MAX + 1)

/* ISO 8528-5: the performance class of a transient. */
enum iso_class { ISO_NONE, ISO_G1, ISO_G2, ISO_G3, ISO_COUNT };
extern const char *const iso_words[]; /* "none" "G1" "G2" "G3" */

/* Exact step of the two lags for an input that is linear within the step h_s, by columns: the new valve from valve and input, the new
 * power from power, valve and input, the power's integral from the same. "0" and "1": the input at the step's two ends. */
struct swing_lags {
	double h_s;
	double vv[SITE_GEN_MAX], v0[SITE_GEN_MAX], v1[SITE_GEN_MAX];
	double mm[SITE_GEN_MAX], mv[SITE_GEN_MAX], m0[SITE_GEN_MAX], m1[SITE_GEN_MAX];
	double im[SITE_GEN_MAX], iv[SITE_GEN_MAX], i0[SITE_GEN_MAX], i1[SITE_GEN_MAX];
};

/* Read what is above the line; the rest is the calls' own. */
struct swing {
	double t_s;                        /* since swing_init */
	bool dead;                         /* the last set left, at dead_s and dead_hz */
	double dead_s, dead_hz;
	double load_mw;                    /* asked for */
	double shed_share;                 /* of it that stages took off, 0 to 1 */
	double unserved_mw_s;              /* shed, and all of the load on a dead bus */
	double rocof_hz_s;                 /* steepest just after something that the caller did (not protection); 0 before the first step */
	double extreme_hz, extreme_s;      /* farthest from nominal, and when; on a dead bus dead_hz and dead_s */
	double lowest_hz, highest_hz;      /* since swing_init */
	double window_low_hz, window_high_hz; /* since swing_window; NaN: dead all the while */
	size_t event_count;
	struct swing_event event[SWING_EVENT_MAX];
	/* ---- */
	double nominal_hz, damping_mw_hz, restore_s, restore_after_s, step_s, shed_s;
	size_t count, width;               /* sets; up to a whole number of lanes, the last of which hold 0 */
	double df_hz, inertia_mw_s_hz;     /* 2HS/f0 of the sets on the bus */
	double gain_mw_hz;                 /* sum of P/(R f0) */
	double base_mw, moved_mw;          /* sums of p0 and of pm */
	bool disturbed, restoring;         /* the caller did something since the last step; an isochronous set is on the bus */
	bool rest_known;
	double rest_hz;                    /* deviation at rest; NaN: there is none */
	struct { bool outside; double since_s, worst_s; } recovery[ISO_COUNT];
	size_t stage_count;
	struct { double df_hz, share, due_s; bool ordered, done; } stage[SITE_STAGE_MAX];
	double quiet_low_hz, quiet_high_hz, next_due_s; /* deviations within which no relay picks up; the next to act */
	bool closed[SITE_GEN_MAX], isochronous[SITE_GEN_MAX];
	double inertia[SITE_GEN_MAX], gain[SITE_GEN_MAX], tg_s[SITE_GEN_MAX], te_s[SITE_GEN_MAX];
	double p0_mw[SITE_GEN_MAX], low_mw[SITE_GEN_MAX], high_mw[SITE_GEN_MAX]; /* of its deviation */
	double pv_mw[SITE_GEN_MAX], pm_mw[SITE_GEN_MAX], u_mw[SITE_GEN_MAX];     /* valve, power, what the governor asks for */
	double bias_mw[SITE_GEN_MAX], restore[SITE_GEN_MAX];                     /* set-point; its share of restoration, MW/Hz */
	struct { double df_hz[SITE_GEN_MAX], delay_s[SITE_GEN_MAX], pick_s[SITE_GEN_MAX]; } relay[SWING_RELAYS];
	struct swing_lags lags;
};

/* A set on the bus as the site states it; droop governed. */
struct swing_set swing_set_of(const struct site_gen *gen, double p0_mw, double max_mw);
/* Takes stages and their delay from the policy: cap_s or breaker_s; none for SHED_NONE. */
void swing_case_shed(struct swing_case *c, const struct policy *policy);

/* At nominal frequency, every set at p0_mw. Numbers that make no sense (not finite, below the least above) are taken as the least. */
void swing_init(struct swing *s, const struct swing_case *c);
/* The load from now on, MW; not finite or negative: left as it was. */
void swing_load(struct swing *s, double load_mw);
/* A set leaves now, with its power and its inertia. One that is not on the bus is left alone. */
void swing_trip(struct swing *s, size_t set);
/* A set closes onto a live bus, carrying of->p0_mw. */
void swing_join(struct swing *s, size_t set, const struct swing_set *of);
/* The greatest output of a set on the bus; not a number or negative: left as it was. */
void swing_limit(struct swing *s, size_t set, double max_mw);
/* What a set on the bus carries at nominal frequency, for load that is shared by a slower hand: its P0 from now on, within its limits. */
void swing_setpoint(struct swing *s, size_t set, double mw);
/* To t + dt_s, in steps of at most step_s inside. On a dead bus only time and what is unserved go on. */
void swing_step(struct swing *s, double dt_s);
/* Begins a window (a frame) for window_low_hz and window_high_hz, at the present frequency. */
void swing_window(struct swing *s);

struct swing_point { float t_s, hz, sets_mw, load_mw; }; /* hz NaN: dead; load_mw: served */
/* swing_step through `seconds`, keeping the present and then a point at the end of each step_s. Returns how many were kept, at most `room`;
 * the state goes on to the end either way. `point` may be NULL with room 0. */
size_t swing_run(struct swing *s, double seconds, struct swing_point *point, size_t room);

double swing_hz(const struct swing *s);                  /* NaN on a dead bus */
double swing_rocof_hz_s(const struct swing *s);          /* now; 0 on a dead bus */
double swing_gen_mw(const struct swing *s, size_t set);
double swing_sets_mw(const struct swing *s);
double swing_served_mw(const struct swing *s);
double swing_shed_mw(const struct swing *s);
/* Where the frequency comes to rest with the sets and the load of now: nominal where isochronous sets can do it, else by droop,
 * df = -dP / (sum of P/(R f0) + D) with each set within its limits. NaN on a dead bus, where there is no rest, and where a relay
 * or a stage acts at it. */
double swing_settled_hz(const struct swing *s);
/* The same by droop alone, whoever is isochronous: where the frequency stands before restoration. */
double swing_droop_hz(const struct swing *s);
/* The best class whose limits all of what happened so far keeps: the deviation either way, the droop at rest, and the time until the
 * frequency stays in the class's steady band (half of it either way of where it comes to rest). ISO_NONE too while it is outside. */
enum iso_class swing_class(const struct swing *s);
/* The longest time from something that happened until the frequency stayed in the class's steady band, s; INFINITY while it is outside. */
double swing_recovery_s(const struct swing *s, enum iso_class c);

#endif
