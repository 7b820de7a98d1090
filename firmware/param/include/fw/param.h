/* SPDX-License-Identifier: MIT */
/*
 * The parameters of the unit: its values on top of the schema of the running release. They are stored in a journal
 * in flash and change only in transactions.
 *
 * A value that the release does not know, after an upgrade or a downgrade, stays in the journal and reappears with a
 * release that knows it. A parameter id is the row number in the schema: it is valid until the next reset, when the
 * release may change.
 */
#pragma once
#include <fw/judge.h>
#include <rt/buf.h>

struct board;
struct fw_log;
struct fw_params;
struct fw_txn;

#define FW_PARAM_NONE (-1)

/* Reads the journal and binds it to the schema (borrowed). An empty or unreadable journal means factory state.
 * customised: text of `element = value` lines that override the schema's defaults (RC units), or NULL. RT_ENOMEM;
 * never fails because of flash content. */
enum rt_err fw_params_create(struct fw_params **out, struct board *b, const struct fw_schema *schema,
                             const char *customised);
void fw_params_destroy(struct fw_params *p);
/* The log for changes (borrowed); without one they go to the trace only. */
void fw_params_set_log(struct fw_params *p, struct fw_log *log);

/* The customised defaults of an RC unit in flash (region CUSTOM). load: a copy, owned by the caller (rt_mem_free);
 * RT_ENOENT: not an RC unit; RT_ECORRUPT, RT_ENOMEM; *out is NULL then. store: for creating a unit and for the reply
 * of the customisation server; an empty text removes the customisation. RT_ETOOBIG, RT_EINVAL, RT_EIO, RT_EPOWER,
 * RT_ENOMEM; a cut in the middle leaves a unit without customised defaults. */
#define FW_CUSTOM_TEXT_MAX 65000u
enum rt_err fw_custom_load(const struct board *b, char **out);
enum rt_err fw_custom_store(struct board *b, struct rt_str text);

/* The company that owns the unit, from the first line of the customised defaults; "" if not given. */
#define FW_CUSTOM_OWNER_LINE "# owner: "
#define FW_CUSTOM_OWNER_MAX  63u
char *fw_custom_owner(const char *text, char out[FW_CUSTOM_OWNER_MAX + 1]);

/* Of the release; borrowed, as long as the parameters. */
const struct fw_schema *fw_params_schema(const struct fw_params *p);

/* Reading. Values are NUL-terminated and valid until the next commit. get: "" for FW_PARAM_NONE, so a parameter that
 * the release lacks reads as empty. */
int fw_param_find(const struct fw_params *p, const char *element);
const char *fw_param_get(const struct fw_params *p, int id);
/* By name; "" if the release has no such parameter. */
const char *fw_param_by_name(const struct fw_params *p, const char *element);
enum fw_access fw_param_access(const struct fw_params *p, int id);
const char *fw_param_default(const struct fw_params *p, int id); /* customised default, else the schema's */
bool fw_param_is_default(const struct fw_params *p, int id);
/* Typed access by name, for tools and tests; the engine uses fw/element.h. Returns fallback if absent, empty or not
 * of that type. */
bool fw_param_bool(const struct fw_params *p, const char *element, bool fallback);
uint32_t fw_param_u32(const struct fw_params *p, const char *element, uint32_t fallback);
uint64_t fw_param_us(const struct fw_params *p, const char *element, uint64_t fallback_us); /* seconds with decimals */

/* A counter that increases with each commit that changes something. */
uint32_t fw_params_generation(const struct fw_params *p);

/* A transaction: collects changes, which become visible on commit, all or none, even if power fails in the middle.
 * Several may be open; the last commit wins. */
enum rt_err fw_txn_create(struct fw_txn **out, struct fw_params *p);
void fw_txn_destroy(struct fw_txn *t); /* discards uncommitted changes */

/* fw_judge for a parameter by id; normalised may be NULL. */
enum fw_fit fw_param_judge(const struct fw_params *p, int id, struct rt_str value, char normalised[FW_VALUE_MAX + 1]);

/* RT_OK (also for invalid values: *fit is the verdict), RT_ENOMEM. fit may be NULL. */
enum rt_err fw_txn_set(struct fw_txn *t, int id, struct rt_str value, enum fw_fit *fit);
enum rt_err fw_txn_set_by_name(struct fw_txn *t, struct rt_str element, struct rt_str value, enum fw_fit *fit);
enum rt_err fw_txn_set_access(struct fw_txn *t, int id, enum fw_access access);
enum rt_err fw_txn_set_default(struct fw_txn *t, int id);
/* The value as it would be after the commit. */
const char *fw_txn_get(const struct fw_txn *t, int id);
/* A note, in one commit with the values: see fw_params_set_note(). get: as it would be after the commit. RT_ENOMEM. */
enum rt_err fw_txn_set_note(struct fw_txn *t, const char *name, const char *text);
const char *fw_txn_note(const struct fw_txn *t, const char *name);

struct fw_commit {
    unsigned n_changed;        /* values changed */
    unsigned n_notes_changed;  /* notes changed; the watchers are called, if only with no ids */
    unsigned n_access_changed; /* accesses changed */
    bool needs_reboot;         /* one of them has the flag `reboot` in the schema */
};
/* Writes the journal, publishes the values, then calls the watchers. source: who ("resync", "ivr", "web"), for the
 * trace. On failure nothing changes: RT_EFULL (journal full even after compaction), RT_EIO, RT_EPOWER, RT_ENOMEM.
 * The transaction is empty after success. */
enum rt_err fw_txn_commit(struct fw_txn *t, const char *source, struct fw_commit *result);

typedef void fw_param_watch_fn(void *ctx, const int *ids, size_t n);
struct fw_param_watcher {
    fw_param_watch_fn *fn;
    void *ctx;
    struct fw_param_watcher *next; /* private */
};
/* A watcher is a member of its owner, who takes it back before it goes. */
void fw_param_watch(struct fw_params *p, struct fw_param_watcher *w);
void fw_param_unwatch(struct fw_params *p, struct fw_param_watcher *w);

/* Factory reset: every parameter to its factory (or customised) default, journal emptied. User reset: only those
 * whose user access is rw now. Atomic, like a commit. Both require a restart afterwards. Source: guide p.1-7
 * (MFG-RESET); voice menu codes 73738 and 877778. */
enum rt_err fw_params_factory_reset(struct fw_params *p);
enum rt_err fw_params_user_reset(struct fw_params *p);

/* Notes: small texts that the firmware stores with the parameters, in the same journal ("upgrade.done"). No page and
 * no report shows them; a factory reset erases them. name: at most 31 characters; text: at most FW_VALUE_MAX, ""
 * removes it. Reading returns "" if there is none; valid until the next set_note. Setting is atomic, like a commit. */
const char *fw_params_note(const struct fw_params *p, const char *name);
enum rt_err fw_params_set_note(struct fw_params *p, const char *name, const char *text);

/* Appends all parameters as a flat-profile in schema order, with ua attributes but without `secret` rows. For
 * reports and dumps. RT_ETOOBIG, RT_ENOMEM. */
enum rt_err fw_params_write_xml(const struct fw_params *p, struct rt_buf *out);

/* Journal statistics, for status and tests. */
struct fw_journal_info {
    uint32_t n_bytes, n_used, n_records, n_compactions;
    uint32_t sequence;
};
struct fw_journal_info fw_params_journal(const struct fw_params *p);
