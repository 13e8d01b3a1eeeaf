/* One set as its own controller sees it: speed, pressures, temperatures, following what the dispatch makes it do. First-order lags and
 * small noise; the figures are [M], chosen to look like a lean-burn gas engine of a few megawatts. */
#ifndef MWTOP_ENGINE_H
#define MWTOP_ENGINE_H

#include "dispatch.h"
#include "random.h"
#include "script.h"

struct engine_fault {
	bool active;
	enum fault_kind kind;
	int64_t start_ms, for_ms;
	double number, kw; /* of a limit; carried when it began */
};

struct engine {
	struct random random;
	double rpm, oil_kpa, coolant_c, gas_kpa, exh_c, spread_c;
	double kw_noise, kvar_noise, gas_noise, spread_noise; /* wander, each with its own time constant */
	double pf_tan, oil_bias, coolant_bias, exh_bias, spread_bias, kw_gain; /* no two sets or meters are alike */
	double soak_c;          /* heat that the coolant still takes up after a stop */
	bool hot;               /* has carried load since it was last cold */
	double kw;              /* active power with its wander; 0 when the breaker is open */
	struct engine_fault fault;
};

void engine_init(struct engine *e, uint64_t seed, size_t index);
/* The ceiling of a fault for the dispatch's step to t, in kW; without a fault that which the set has. */
double engine_fault_ceiling(struct engine *e, const struct dispatch_gen *g, int64_t t_ms);
/* After the dispatch's step. `header_kpa`: wander of the gas header that all sets share. */
void engine_step(struct engine *e, const struct dispatch_gen *g, const struct site_gen *plan, int64_t t_ms, double dt, double bus_hz,
                 double header_kpa);
/* What its controller reports as the greatest power now. */
double engine_max_kw(const struct engine *e, double max_kw);
/* Noise that wanders: mean 0, deviation `sd`, time constant tau_s. */
void wander(double *x, struct random *r, double sd, double tau_s, double dt);

#endif
