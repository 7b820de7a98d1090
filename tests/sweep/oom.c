/* SPDX-License-Identifier: MIT */
#include "oom.h"
#include "calls.h"
#include "record.h"
#include "store.h"
#include "telephone.h"
#include "verify.h"
#include <harness/check.h>
#include <fw/fail.h>
#include <fw/channel.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERVER   "192.168.1.200"
#define WITHIN_S 7200u /* retries come every 30 s; DHCP's longest pause is a minute */
#define N(array) (sizeof(array) / sizeof(array)[0])

/* --- where it fails ---------------------------------------------------------------------------------------------- */

/* The blocks that the device takes from calloc() and not through rt_mem. */
static struct {
    uint64_t n, fail_at; /* 0: never */
    bool is_inside;      /* rt_mem's own */
    bool is_spared;      /* the other side's */
} host;

/* By the linker's rule for --wrap=NAME. */
void *__real_calloc(size_t n, size_t n_bytes);
void *__wrap_calloc(size_t n, size_t n_bytes);
void *__real_rt_mem_alloc(size_t n_bytes);
void *__wrap_rt_mem_alloc(size_t n_bytes);

/* The block of tls1_prf() of mbedTLS 2.28, which clears it without having got it: 20 bytes, the label, both random
 * numbers (master secret, key expansion) or both digests (finished). No other block has its size. */
static bool is_of_tls1_prf(size_t n, size_t n_bytes)
{
    return n == 1 && (n_bytes == 20 + 13 + 64 || n_bytes == 20 + 15 + 36);
}

void *__wrap_calloc(size_t n, size_t n_bytes)
{
    if (!host.is_inside && !host.is_spared && !is_of_tls1_prf(n, n_bytes) && ++host.n == host.fail_at) {
        return NULL;
    }
    return __real_calloc(n, n_bytes);
}

void *__wrap_rt_mem_alloc(size_t n_bytes)
{
    host.is_inside = true;
    void *p = __real_rt_mem_alloc(n_bytes);
    host.is_inside = false;
    return p;
}

void oom_spare(bool is_spared)
{
    rt_mem_spare(is_spared);
    host.is_spared = is_spared;
}

static uint64_t n_taken(enum oom_source source)
{
    return source == OOM_RT_MEM ? rt_mem_n_allocations() : host.n;
}

static void fail_at(enum oom_source source, uint64_t n)
{
    if (source == OOM_RT_MEM) {
        rt_mem_fail_at(n);
    } else {
        host.fail_at = n > 0 ? host.n + n : 0;
    }
}

/* --- what the unit does by itself ------------------------------------------------------------------------------------
 */

static bool is_provisioned(struct world *w)
{
    return world_is_quiet(w) && strcmp(world_value(w, "HostName"), "sweep") == 0 &&
           strcmp(world_value(w, "GPP_B"), "by resync") == 0 && strcmp(world_value(w, "Speed_Dial_2_1_"), "4711") == 0;
}

static bool is_upgraded(struct world *w)
{
    return world_is_quiet(w) && strcmp(fw_device_boot(w->device)->image.version, sweep_image(SWEEP_NEW)->version) == 0;
}

#define PROVISION(rule)                                                                                                \
    {"Resync_On_Reset", "Yes"}, {"Resync_Random_Delay", "0"}, {"Resync_Periodic", "0"},                                \
        {"Resync_Error_Retry_Delay", "30"}, {"Profile_Rule", rule},                                                    \
    {                                                                                                                  \
        "GPP_B", "of before"                                                                                           \
    }
#define UPGRADE(rule)                                                                                                  \
    {"Resync_On_Reset", "No"}, {"Resync_Periodic", "0"}, {"Resync_After_Upgrade_Attempt", "No"},                       \
        {"Upgrade_Error_Retry_Delay", "30"}, {"Upgrade_Rule", rule},                                                   \
    {                                                                                                                  \
        "GPP_B", "of before"                                                                                           \
    }

static const struct setting provision_http[] = {PROVISION("http://prov.telco.com/restart.cfg")};
static const struct setting provision_tftp[] = {PROVISION("tftp://" SERVER "/restart.cfg")};
static const struct setting upgrade_http[] = {UPGRADE("($SWVER lt 5.2.12)? http://prov.telco.com/new.img")};
static const struct setting upgrade_tftp[] = {UPGRADE("tftp://" SERVER "/new.img")};

/* By PPPoE with no login, so that the concentrator of the harness will do. */
static const struct setting provision_pppoe[] = {PROVISION("http://prov.telco.com/restart.cfg"),
                                                 {"Connection_Type", "PPPOE"}};

#define TELEPHONY                                                                                                      \
    {"Resync_On_Reset", "No"}, {"Resync_Periodic", "0"}, {"Proxy_1_", "192.168.1.60"}, {"User_ID_1_", "1001"},         \
        {"Password_1_", "s3cret"}, {"Dial_Plan_1_", "(2xx)"},                                                          \
    {                                                                                                                  \
        "GPP_B", "of before"                                                                                           \
    }
static const struct setting telephony[] = {TELEPHONY};
static const struct setting mailbox[] = {TELEPHONY, {"Voice_Mail_Server_1_", "192.168.1.60"}};
/* Ringing is reliable, both ways. */
static const struct setting telephony_tcp[] = {TELEPHONY, {"SIP_Transport_1_", "TCP"}, {"SIP_100REL_Enable_1_", "Yes"}};

static const struct setting telephony_tls[] = {TELEPHONY, {"SIP_Transport_1_", "TLS"}};

static const struct oom_flow flows[] = {
    {"provision-http", "a profile by HTTP that needs a restart", provision_http, N(provision_http), is_provisioned,
     false, NULL},
    {"provision-tftp", "the same by TFTP", provision_tftp, N(provision_tftp), is_provisioned, false, NULL},
    {"pppoe", "the same by HTTP through a session of PPPoE", provision_pppoe, N(provision_pppoe), is_provisioned, false,
     NULL},
    {"upgrade-http", "an upgrade by HTTP", upgrade_http, N(upgrade_http), is_upgraded, false, NULL},
    {"upgrade-tftp", "the same by TFTP", upgrade_tftp, N(upgrade_tftp), is_upgraded, false, NULL},
    {"call-out", "a call of the unit", telephony, N(telephony), calls_is_out_done, true, calls_is_registered},
    {"call-in", "a call for the unit", telephony, N(telephony), calls_is_in_done, true, calls_is_registered},
    {"forward-by-code", "*72 on the handset", telephony, N(telephony), calls_is_forward_done, true,
     calls_is_registered},
    {"call-out-tcp", "a call of the unit by TCP", telephony_tcp, N(telephony_tcp), calls_is_out_done, true,
     calls_is_registered},
    {"call-in-tcp", "a call for the unit by TCP", telephony_tcp, N(telephony_tcp), calls_is_in_done, true,
     calls_is_registered},
    {"register-tls", "a line registers by TLS", telephony_tls, N(telephony_tls), calls_is_registered, true,
     world_is_running},
    {"call-out-tls", "a call of the unit by TLS", telephony_tls, N(telephony_tls), calls_is_out_done, true,
     calls_is_registered},
    {"call-in-tls", "a call for the unit by TLS", telephony_tls, N(telephony_tls), calls_is_in_done, true,
     calls_is_registered},
    {"message", "a mailbox is subscribed to, and says that a message waits", mailbox, N(mailbox), calls_is_message_done,
     true, calls_is_registered},
    {"conference", "two calls of the unit, joined", telephony, N(telephony), calls_is_conference_done, true,
     calls_is_registered},
    {"transfer", "two calls, connected with each other by hanging up", telephony, N(telephony), calls_is_transfer_done,
     true, calls_is_registered},
    {"referred", "a call whose peer sends the unit elsewhere", telephony, N(telephony), calls_is_referred_done, true,
     calls_is_registered},
};

size_t oom_flows_n(void)
{
    return N(flows);
}

const struct oom_flow *oom_flow(size_t i)
{
    return &flows[i];
}

/* The failures that may come of a lack of memory. Never one that puts the blame on the file, the rule or the server:
 * a provider who reads it would look for a mistake that is not there. */
static const enum fw_fail documented[] = {
    FW_FAIL_ABORTED,      /* none for a rule, a transfer or what it brought */
    FW_FAIL_STORE,        /* none to begin a transfer or to put away what it brought */
    FW_FAIL_HTTP_GET,     /* the connection was lost for want of a segment */
    FW_FAIL_CONNECT,      /* no connection could be made */
    FW_FAIL_TFTP_TIMEOUT, /* no packet could be sent */
    FW_FAIL_RESOLVE,      /* no question could be asked */
    FW_FAIL_NO_NETWORK,
    FW_FAIL_IMAGE_TRIAL, /* none for the new image's first start: back to the old one, and again */
};

/* --- one run ----------------------------------------------------------------------------------------------------- */

struct watch {
    struct board_watcher watcher;
    struct oom_result *result;
    char undocumented[128];
};

static bool is_documented(const char *text)
{
    for (size_t i = 0; i < N(documented); i++) {
        if (strcmp(text, fw_fail_text(documented[i])) == 0) {
            return true;
        }
    }
    return false;
}

static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    static const char failed[] = "failed: ", start[] = "start failed: ";
    struct watch *watch = ctx;
    const char *text = e->text ? e->text : "";
    (void)b;
    if ((board_event_signal(e) == &fw_signal_resync || board_event_signal(e) == &fw_signal_upgrade) &&
        strncmp(text, failed, sizeof failed - 1) == 0) {
        watch->result->n_failed++;
        if (!is_documented(text + sizeof failed - 1)) {
            (void)snprintf(watch->undocumented, sizeof watch->undocumented, "it says '%s'", text);
        }
    }
    watch->result->n_restart += board_event_signal(e) == &fw_signal_boot && strncmp(text, start, sizeof start - 1) == 0;
}

/* A flow's unit, and what it goes through without a failure. */
struct baseline {
    struct cells cells;
    struct record record;
};

static struct baseline *baseline_of(const struct oom_flow *flow)
{
    static struct baseline *made[N(flows)]; /* the program's, never freed */
    size_t i = (size_t)(flow - flows);
    if (made[i]) {
        return made[i];
    }
    struct baseline *b = calloc(1, sizeof *b);
    struct cells run;
    struct world w;
    RT_ASSERT(b);
    if (flow->has_telephone) {
        telephone_prepare();
    }
    cells_init(&b->cells);
    cells_init(&run);
    record_init(&b->record);
    world_make_unit(b->cells.bytes);
    world_open(&w, b->cells.bytes);
    CHECK(world_start(&w) == LIFE_GOES_ON);
    CHECK(world_set(&w, flow->settings, flow->n_settings) == RT_OK);
    world_close(&w);
    cells_copy(&run, &b->cells);
    world_open(&w, run.bytes);
    record_begin(&b->record, &w, true);
    if (flow->has_telephone) {
        calls_begin(&w);
    }
    CHECK(world_start(&w) == LIFE_GOES_ON && world_until(&w, flow->is_done, WITHIN_S) == LIFE_GOES_ON);
    if (flow->has_telephone) {
        calls_end(&w);
    }
    record_end(&b->record);
    world_close(&w);
    cells_fini(&run);
    made[i] = b;
    return b;
}

/* Every state that it went through is one of those of the run without a failure; the last one is the last. */
static const char *judge_states(const struct record *r, const struct record *baseline)
{
    const struct fingerprint *last = &r->states[r->n_states - 1];
    const struct fingerprint *wanted = &baseline->states[baseline->n_states - 1];
    for (size_t i = 0; i < r->n_states; i++) {
        bool is_known = !r->states[i].release; /* was not up yet */
        for (size_t k = 0; k < baseline->n_states && !is_known; k++) {
            is_known = fingerprint_is_same(&baseline->states[k], &r->states[i]);
        }
        if (!is_known) {
            return "its parameters were some that it should never have";
        }
    }
    return last->release == wanted->release && last->all == wanted->all
               ? NULL
               : "its parameters or its release are others than without the failure";
}

const char *oom_run(const struct oom_flow *flow, enum oom_source source, uint64_t n, struct oom_result *out)
{
    static struct cells cells; /* kept for the next run, as are the two below */
    static struct record record, follow;
    static char wrong_text[160];
    const struct baseline *b = baseline_of(flow);
    struct world w;
    struct watch watch = {.watcher = {.fn = on_event}, .result = out};
    const char *wrong = NULL;
    if (!cells.bytes) {
        cells_init(&cells);
        record_init(&record);
        record_init(&follow);
    }
    *out = (struct oom_result){0};
    watch.watcher.ctx = &watch;
    cells_copy(&cells, &b->cells);
    verify_remember(source != OOM_MBEDTLS);
    world_open(&w, cells.bytes);
    board_watch(w.board, &watch.watcher);
    record_begin(&record, &w, true);
    bool is_done = true;
    if (flow->has_telephone) {
        calls_begin(&w);
    }
    if (flow->begins_at != NULL) {
        is_done = world_start(&w) == LIFE_GOES_ON && world_until(&w, flow->begins_at, WITHIN_S) == LIFE_GOES_ON;
    }
    uint64_t n_before = n_taken(source);
    fail_at(source, n);
    is_done = is_done && world_start(&w) == LIFE_GOES_ON && world_until(&w, flow->is_done, WITHIN_S) == LIFE_GOES_ON;
    fail_at(source, 0);
    if (flow->has_telephone) {
        calls_end(&w);
    }
    out->is_hit = n_taken(source) - n_before >= n;
    record_end(&record);
    cells.dirty |= record.touched;
    wrong = is_done ? judge_states(&record, &b->record) : "it does not come to its end by itself";
    verify_remember(true);
    record_begin(&follow, &w, false);
    if (is_done && flow_prove_alive(&w) != LIFE_GOES_ON) {
        wrong = "it cannot be provisioned and upgraded any more";
    }
    record_end(&follow);
    cells.dirty |= follow.touched;
    board_unwatch(w.board, &watch.watcher);
    world_close(&w); /* panics when a block was lost */
    if (watch.undocumented[0] != '\0') {
        (void)snprintf(wrong_text, sizeof wrong_text, "%s", watch.undocumented);
        wrong = wrong_text;
    }
    return wrong;
}

static const char source_letters[OOM_N_SOURCES] = {[OOM_RT_MEM] = 'm', [OOM_MBEDTLS] = 'c'};

void oom_format_id(char *out, size_t n_out, const struct oom_flow *flow, enum oom_source source, uint64_t n)
{
    (void)snprintf(out, n_out, "%s:%c%llu", flow->name, source_letters[source], (unsigned long long)n);
}

static const struct oom_flow *read_id(const char *id, enum oom_source *source, uint64_t *n)
{
    struct rt_str number, name = rt_str_cut(rt_str(id), ':', &number);
    for (size_t i = 0; i < N(flows) && number.n > 1; i++) {
        for (unsigned k = 0; k < OOM_N_SOURCES; k++) {
            *source = (enum oom_source)k;
            if (rt_str_is(name, flows[i].name) && number.p[0] == source_letters[k] &&
                rt_str_u64(rt_str_from(number, 1), n) == RT_OK && *n > 0) {
                return &flows[i];
            }
        }
    }
    return NULL;
}

bool oom_can_repeat(const char *id)
{
    enum oom_source source;
    uint64_t n;
    return read_id(id, &source, &n) != NULL;
}

const char *oom_again(const char *id, struct oom_result *out)
{
    enum oom_source source = OOM_RT_MEM;
    uint64_t n = 0;
    const struct oom_flow *flow = read_id(id, &source, &n);
    RT_ASSERT(flow);
    world_be_quiet(true);
    (void)baseline_of(flow);
    world_be_quiet(false);
    const char *wrong = oom_run(flow, source, n, out);
    return !wrong && !out->is_hit ? "the run has no such allocation" : wrong;
}
