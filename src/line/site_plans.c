/* What a site plans and watches: origin, GPUs, training, policy, alarm rules. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gpu.h"
#include "site_reader.h"
#include "utf8.h"

static bool read_gpu(struct site_reader *r, const cJSON *root) {
	bool ok;
	const cJSON *object = site_member_object(r, root, "gpu", &ok);
	if (object == NULL)
		return ok;
	struct gpu_plan *gpu = &r->site->gpu;
	gpu->present = true;
	if (!site_read_text(r, "gpu", "model", object, gpu->model, sizeof gpu->model))
		return false;
	const struct gpu_model *known = gpu_model_find(gpu->model);
	if (known != NULL)
		gpu_plan_use(gpu, known);
	if (!site_read_fields(r, "gpu", object, gpu_fields, gpu))
		return false;
	if (gpu->installed / gpu->array > SITE_ARRAY_MAX)
		return site_refuse(r, "gpu", "array", "makes more than 4096 arrays of what is installed");
	return gpu->cap_min_w <= gpu->tdp_w || site_refuse(r, "gpu", "cap_min_w", "is above tdp_w");
}

static bool read_training(struct site_reader *r, const cJSON *root) {
	bool ok;
	const cJSON *object = site_member_object(r, root, "training", &ok);
	if (object == NULL)
		return ok;
	struct training_plan *training = &r->site->training;
	training->present = true;
	return site_read_text(r, "training", "name", object, training->name, sizeof training->name) &&
	       site_read_time(r, "training", "start", object, &training->start_ms) &&
	       site_read_fields(r, "training", object, training_fields, training);
}

static bool read_stages(struct site_reader *r, const cJSON *object, struct policy *policy) {
	const cJSON *list = site_member(object, "stages"), *item;
	if (list != NULL && !cJSON_IsArray(list))
		return site_refuse(r, "policy", "stages", "expected a list of [Hz, percent]");
	cJSON_ArrayForEach(item, list) {
		char at[32];
		snprintf(at, sizeof at, "policy.stages.%zu", policy->stage_count + 1);
		if (policy->stage_count == SITE_STAGE_MAX)
			return site_refuse(r, "policy", "stages", "more than 8");
		if (!cJSON_IsArray(item) || cJSON_GetArraySize(item) != 2)
			return site_refuse(r, at, "", "expected [Hz, percent]");
		size_t i = policy->stage_count++;
		if (!site_read_number(r, at, "1", item->child, 0, 1000, &policy->stage[i].hz) ||
		    !site_read_number(r, at, "2", item->child->next, 0, 100, &policy->stage[i].pct))
			return false;
	}
	return true;
}

static bool read_policy(struct site_reader *r, const cJSON *root) {
	bool ok;
	const cJSON *object = site_member_object(r, root, "policy", &ok);
	if (object == NULL)
		return ok;
	struct policy *policy = &r->site->policy;
	int stance = (int)policy->stance, shed = (int)policy->shed;
	if (!site_read_word(r, "policy", "stance", object, stance_words, &stance) || !site_read_word(r, "policy", "shed", object, shed_words, &shed))
		return false;
	policy->stance = (enum stance)stance;
	policy->shed = (enum shed_kind)shed;
	return site_read_fields(r, "policy", object, policy_fields, policy) && read_stages(r, object, policy);
}

/* "=" is what people write for "==". */
static bool read_op(struct site_reader *r, const char *where, const cJSON *item, enum rule_op *op) {
	const cJSON *word = site_member(item, "op");
	if (cJSON_IsString(word) && strcmp(word->valuestring, "=") == 0) {
		*op = OP_EQ;
		return true;
	}
	int index = -1;
	if (!site_read_word(r, where, "op", item, rule_op_words, &index))
		return false;
	*op = (enum rule_op)index;
	return index >= 0 || site_refuse(r, where, "op", "a rule needs an operator");
}

static bool read_limit(struct site_reader *r, const char *where, const cJSON *item, struct alarm_rule *rule) {
	const cJSON *limit = site_member(item, "limit");
	rule->limit = NAN;
	if (limit == NULL)
		return rule->op == OP_QUALITY || site_refuse(r, where, "limit", "a rule needs a limit");
	if (cJSON_IsString(limit))
		return site_read_text(r, where, "limit", item, rule->limit_key, sizeof rule->limit_key);
	return site_read_number(r, where, "limit", limit, -1e12, 1e12, &rule->limit);
}

static bool read_suppress(struct site_reader *r, const char *where, const cJSON *item, bool *suppress) {
	const cJSON *value = site_member(item, "suppress");
	if (value != NULL && !cJSON_IsBool(value))
		return site_refuse(r, where, "suppress", "expected true or false");
	*suppress = cJSON_IsTrue(value);
	return true;
}

static bool read_rule(struct site_reader *r, const char *where, const cJSON *item, struct alarm_rule *rule) {
	int priority = PRIORITY_LOW;
	rule->limit_scale = 1;
	if (!site_read_text(r, where, "id", item, rule->id, sizeof rule->id) || !site_read_text(r, where, "value", item, rule->value, sizeof rule->value) ||
	    !site_read_text(r, where, "text", item, rule->text, sizeof rule->text) || !read_op(r, where, item, &rule->op) ||
	    !read_limit(r, where, item, rule) || !site_read_fields(r, where, item, rule_fields, rule) ||
	    !site_read_text(r, where, "group", item, rule->group, sizeof rule->group) || !read_suppress(r, where, item, &rule->suppress) ||
	    !site_read_word(r, where, "priority", item, priority_words, &priority))
		return false;
	rule->priority = (enum priority)priority;
	if (*rule->id == '\0')
		return site_refuse(r, where, "id", "a rule needs an id");
	return *rule->value != '\0' || site_refuse(r, where, "value", "a rule needs the value that it watches");
}

static bool read_rules(struct site_reader *r, const cJSON *root) {
	const cJSON *list = site_member(root, "alarms"), *item;
	struct site *site = r->site;
	if (list == NULL)
		return true;
	if (!cJSON_IsArray(list))
		return site_refuse(r, "", "alarms", "expected a list");
	if (cJSON_GetArraySize(list) > SITE_RULE_MAX)
		return site_refuse(r, "", "alarms", "more than 128");
	site->rule = mem_zalloc((size_t)cJSON_GetArraySize(list), sizeof *site->rule);
	cJSON_ArrayForEach(item, list) {
		char where[32];
		snprintf(where, sizeof where, "alarms.%zu", site->rule_count + 1);
		if (!cJSON_IsObject(item))
			return site_refuse(r, where, "", "expected an object");
		struct alarm_rule *rule = &site->rule[site->rule_count++];
		if (!read_rule(r, where, item, rule))
			return false;
		for (size_t i = 0; i + 1 < site->rule_count; i++)
			if (strcmp(site->rule[i].id, rule->id) == 0)
				return site_refuse(r, where, "id", "stands twice");
	}
	return true;
}

/* Script and seed, or the source, and what was edited: for people. */
static bool read_origin(struct site_reader *r, const cJSON *root) {
	bool ok;
	const cJSON *object = site_member_object(r, root, "origin", &ok), *edit;
	if (object == NULL)
		return ok;
	int kind = ORIGIN_MEASURED;
	char script[64] = "", source[96] = "", text[256];
	if (!site_read_word(r, "origin", "kind", object, origin_words, &kind) || !site_read_text(r, "origin", "script", object, script, sizeof script) ||
	    !site_read_text(r, "origin", "source", object, source, sizeof source))
		return false;
	r->site->origin = (enum origin_kind)kind;
	int n = snprintf(text, sizeof text, "%s%s%s", script, *script && *source ? ", " : "", source);
	const cJSON *seed = site_member(object, "seed"), *edits = site_member(object, "edits");
	if (cJSON_IsNumber(seed))
		n += snprintf(text + n, sizeof text - (size_t)n, "%sseed %.0f", n > 0 ? " " : "", fmin(fmax(seed->valuedouble, -1e18), 1e18));
	if (cJSON_IsArray(edits))
		cJSON_ArrayForEach(edit, edits)
			if (cJSON_IsString(edit) && (size_t)n < sizeof text)
				n += snprintf(text + n, sizeof text - (size_t)n, "%s%s", n > 0 ? "; " : "", edit->valuestring);
	utf8_clean(r->site->origin_text, sizeof r->site->origin_text, text, strlen(text));
	return true;
}

bool site_read_plans(struct site_reader *r, const cJSON *root) {
	return read_origin(r, root) && read_gpu(r, root) && read_training(r, root) && read_policy(r, root) && read_rules(r, root);
}
