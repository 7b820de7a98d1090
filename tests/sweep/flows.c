/* SPDX-License-Identifier: MIT */
#include "flows.h"
#include <fw/page_table.h>
#include <harness/check.h>
#include <harness/web_client.h>
#include <boot/boot_priv.h>
#include <board/clock.h>
#include <board/ident.h>
#include <fw/status.h>
#include <rt/str.h>
#include <stdlib.h>
#include <string.h>

#define WITHIN_S  7200u
#define SERVER    "192.168.1.200"
#define SERVER_IP PROVIDER_IP
#define N(array)  (sizeof(array) / sizeof(array)[0])

/* A step of a flow; the first that does not go on ends it. */
#define STEP(call)                                                                                                     \
    do {                                                                                                               \
        enum life step_ = (call);                                                                                      \
        if (step_ != LIFE_GOES_ON) {                                                                                   \
            return step_;                                                                                              \
        }                                                                                                              \
    } while (0)

static enum life set(struct world *w, const struct setting *settings, size_t n)
{
    enum rt_err err = world_set(w, settings, n);
    /* A part that failed once is tried again, as a person would. */
    err = err == RT_EIO ? world_set(w, settings, n) : err;
    /* What follows from a commit may be cut as well (the upgrade's memory of a rule that is gone), and the commit
     * stands. */
    if (err == RT_EPOWER || board_is_dying(w->board)) {
        return LIFE_CUT;
    }
    return err == RT_OK ? LIFE_GOES_ON : LIFE_STUCK;
}

static bool is_version(struct world *w, enum sweep_release r)
{
    return world_is_running(w) && strcmp(fw_device_boot(w->device)->image.version, sweep_image(r)->version) == 0;
}

/* Asks for it until it is so, as a provider's NOTIFY would. */
static enum life resync(struct world *w, const char *rule, world_claim_fn *is_done)
{
    for (unsigned i = 0; i < 5 && !is_done(w); i++) {
        STEP(world_until(w, world_is_quiet, WITHIN_S));
        enum rt_err err = fw_prov_request_resync(fw_device_prov(w->device), rt_str(rule), SERVER_IP);
        CHECK(err == RT_OK || err == RT_EBUSY);
        enum life life = world_until(w, is_done, 120);
        if (life == LIFE_CUT) {
            return life;
        }
    }
    return is_done(w) ? LIFE_GOES_ON : LIFE_STUCK;
}

/* --- factory ------------------------------------------------------------------------------------------------ */

static bool is_first(struct world *w)
{
    return world_is_quiet(w) && strcmp(world_value(w, "GPP_A"), "first") == 0 &&
           strcmp(world_value(w, "GPP_SA"), "secret") == 0 && world_value(w, "GPP_B")[0] == '\0';
}

static enum life first_boot(struct world *w)
{
    return world_until(w, is_first, WITHIN_S);
}

static bool has_forgotten(struct world *w)
{
    static const char *const elements[] = {"GPP_B", "Speed_Dial_2_1_", "HostName", "Downgrade_Rev_Limit"};
    const char *gpp_a = world_value(w, "GPP_A");
    bool is_empty = world_is_running(w) && (gpp_a[0] == '\0' || strcmp(gpp_a, "first") == 0);
    for (size_t i = 0; i < N(elements); i++) {
        is_empty = is_empty && world_value(w, elements[i])[0] == '\0';
    }
    return is_empty;
}

/* Until the unit has forgotten: a hand that dialled while the unit restarted dials again. */
static enum life dial_until(struct world *w, const char *keys, world_claim_fn *is_forgotten)
{
    for (unsigned i = 0; i < 3 && !is_forgotten(w); i++) {
        STEP(world_until(w, world_is_quiet, WITHIN_S));
        if (is_forgotten(w)) {
            break;
        }
        STEP(world_dial(w, keys));
        enum life life = world_until(w, is_forgotten, 30);
        if (life == LIFE_CUT) {
            return life;
        }
    }
    return is_forgotten(w) ? LIFE_GOES_ON : LIFE_STUCK;
}

static enum life factory_reset(struct world *w)
{
    STEP(dial_until(w, "****,73738#,1#,", has_forgotten));
    return world_until(w, is_first, WITHIN_S);
}

static bool has_no_speed_dial(struct world *w)
{
    return world_is_running(w) && world_value(w, "Speed_Dial_2_1_")[0] == '\0';
}

static bool is_user_reset(struct world *w)
{
    return world_is_quiet(w) && has_no_speed_dial(w);
}

static enum life user_reset(struct world *w)
{
    STEP(dial_until(w, "****,877778#,1#,", has_no_speed_dial));
    return world_until(w, world_is_quiet, WITHIN_S);
}

/* --- a service code ------------------------------------------------------------------------------------------- */

/* Codes need a line that may call. */
static void call_without_registration(uint8_t *flash)
{
    static const struct setting settings[] = {{"Make_Call_Without_Reg_1_", "Yes"}, {"Dial_Plan_1_", "(2xx)"}};
    struct world w;
    world_open(&w, flash);
    CHECK(world_start(&w) == LIFE_GOES_ON);
    CHECK(world_set(&w, settings, N(settings)) == RT_OK);
    world_close(&w);
}

static bool is_forwarding_all(struct world *w)
{
    return world_is_running(w) && strcmp(world_value(w, "Cfwd_All_Dest_1_"), "200") == 0;
}

static bool is_forwarded_by_code(struct world *w)
{
    return world_is_quiet(w) && is_forwarding_all(w);
}

static enum life forward_by_code(struct world *w)
{
    STEP(dial_until(w, "*72,200,", is_forwarding_all));
    return world_until(w, world_is_quiet, WITHIN_S);
}

/* --- a customised unit ----------------------------------------------------------------------------------------- */

#define OWNER "Telco"

/* As its maker sends it out: an RC unit with defaults of its own. */
static void customise(uint8_t *flash)
{
    static const char defaults[] = "# owner: " OWNER "\nGPP_SA = of the maker\nResync_Random_Delay = 0\n"
                                   "Profile_Rule = http://" SERVER "/spa2102.cfg\n";
    struct board_ident ident;
    struct board *b = board_create(&(struct board_config){.flash = flash});
    CHECK(b != NULL && board_ident_read(b, &ident) == RT_OK);
    ident.is_rc = true;
    memset(flash + board_region(BOARD_REGION_FACTORY)->offset, 0xff, board_region(BOARD_REGION_FACTORY)->n_bytes);
    CHECK(board_ident_burn(b, &ident) == RT_OK);
    CHECK(fw_custom_store(b, RT_STR(defaults)) == RT_OK);
    board_destroy(b);
}

/* What the Info page says of its customisation: "Pending" until the provider's first profile, then the owner. */
static bool is_owned(struct world *w)
{
    struct rt_buf text;
    rt_buf_init(&text, 256);
    bool is_known = is_first(w) && fw_status_show(w->device, "unit.customization", &text) == RT_OK &&
                    strcmp(rt_buf_text(&text), OWNER) == 0;
    rt_buf_fini(&text);
    return is_known;
}

/* It asks its provider by itself; a cut between the profile and the note that it came costs another resync. */
static enum life first_contact(struct world *w)
{
    return resync(w, "http://" SERVER "/spa2102.cfg", is_owned);
}

/* --- parameters ----------------------------------------------------------------------------------------------- */

static const struct setting committed[] = {
    {"GPP_A", "committed"}, {"GPP_SA", "another secret"}, {"Speed_Dial_2_1_", "1234"}, {"Downgrade_Rev_Limit", "1.0"}};

static bool is_committed(struct world *w)
{
    bool is_all = world_is_quiet(w);
    for (size_t i = 0; i < N(committed); i++) {
        is_all = is_all && strcmp(world_value(w, committed[i].element), committed[i].value) == 0;
    }
    return is_all;
}

static enum life commit(struct world *w)
{
    STEP(set(w, committed, N(committed)));
    return world_until(w, world_is_quiet, WITHIN_S);
}

/* --- a form ---------------------------------------------------------------------------------------------------- */

#define BROWSER_IP 0xc0a8014du /* 192.168.1.77 */

static void open_to_the_internet(uint8_t *flash)
{
    struct world w;
    world_open(&w, flash);
    CHECK(world_start(&w) == LIFE_GOES_ON);
    CHECK(world_set(&w, &(struct setting){"Enable_WAN_Web_Server", "Yes"}, 1) == RT_OK);
    world_close(&w);
}

/* Whether the first row of port forwarding is the one of the form: a part of it that is no parameter. */
static bool is_forwarding(struct world *w)
{
    struct fw_forwarding_row row;
    return world_is_running(w) && fw_forwarding_row(fw_device_params(w->device), 0, &row) && row.first_port == 8080 &&
           strcmp(row.service, "form") == 0;
}

static bool is_submitted(struct world *w)
{
    return is_committed(w) && is_forwarding(w);
}

static void put_form(struct world *w, struct rt_buf *out)
{
    static const char *const cells[] = {"1", "form", "8080", "8081", "TCP", "192.168.0.9"};
    const struct fw_params *p = fw_device_params(w->device);
    const struct fw_table_info *info = fw_table_info(FW_TABLE_FORWARDING);
    for (size_t i = 0; i < N(committed); i++) {
        int id = fw_param_find(p, committed[i].element);
        char name[FW_FORM_ID_BYTES] = "";
        if (id >= 0) {
            const struct fw_schema_row row = fw_schema_row(fw_params_schema(p), (size_t)id);
            (void)fw_schema_form_id(&row, name);
        }
        (void)rt_buf_printf(out, "%s=%s&", name, committed[i].value);
    }
    for (unsigned i = 0; i < info->n_columns; i++) {
        (void)rt_buf_printf(out, "%u=%s&", fw_table_form_id((uint16_t)(info->first_number + i)), cells[i]);
    }
    CHECK(rt_buf_error(out) == RT_OK);
}

/* One POST, whose body comes in two parts. A cut may come at any time. */
static enum life post_form(struct world *w, uint16_t port)
{
    struct web_client c;
    struct rt_buf body, head;
    enum life life = LIFE_GOES_ON;
    rt_buf_init(&body, 2048);
    rt_buf_init(&head, 256);
    put_form(w, &body);
    (void)rt_buf_printf(&head, "POST /admin/asipura.spa HTTP/1.1\r\nContent-Length: %zu\r\n\r\n", body.n);
    outside_add_host(&w->wan, BROWSER_IP);
    web_client_init(&c, &w->wan, BROWSER_IP, port);
    web_client_connect(&c, PROVIDER_UNIT_IP, 80);
    life = world_pass_ms(w, 10);
    for (unsigned i = 0; i < 3 && life == LIFE_GOES_ON && c.is_open; i++) {
        size_t half = body.n / 2;
        const struct rt_buf *from = i == 0 ? &head : &body;
        web_client_send(&c, from->bytes + (i == 2 ? half : 0), i == 0 ? head.n : i == 1 ? half : body.n - half);
        life = world_pass_ms(w, 10);
    }
    life = life == LIFE_GOES_ON ? world_pass_ms(w, 100) : life;
    web_client_fini(&c);
    outside_remove_host(&w->wan, BROWSER_IP);
    rt_buf_fini(&body);
    rt_buf_fini(&head);
    return life;
}

/* Parameters and table row are one transaction: never one without the other, wherever the power failed before. */
static enum life submit(struct world *w)
{
    CHECK(!world_is_running(w) || is_forwarding(w) == (strcmp(world_value(w, "GPP_A"), "committed") == 0));
    for (uint16_t i = 0; i < 4 && !is_submitted(w); i++) {
        STEP(world_until(w, world_is_quiet, WITHIN_S));
        if (!is_submitted(w)) {
            STEP(post_form(w, (uint16_t)(41000 + i)));
        }
    }
    return world_until(w, world_is_quiet, WITHIN_S);
}

/* Fills the journal until not even a short record fits. */
static void fill_journal(uint8_t *flash)
{
    static char text[2041];
    struct world w;
    world_open(&w, flash);
    CHECK(world_start(&w) == LIFE_GOES_ON);
    uint32_t n_compactions = fw_params_journal(fw_device_params(w.device)).n_compactions;
    for (unsigned i = 0;; i++) {
        struct fw_journal_info info = fw_params_journal(fw_device_params(w.device));
        uint32_t left = info.n_bytes - info.n_used;
        CHECK(info.n_compactions == n_compactions);
        if (left < 44) {
            break;
        }
        size_t n = left > 2040 ? 1000 : left - 40;
        memset(text, 'a' + (int)(i % 26), n);
        text[n] = '\0';
        CHECK(world_set(&w, &(struct setting){"GPP_A", text}, 1) == RT_OK);
    }
    world_close(&w);
}

/* --- resync ------------------------------------------------------------------------------------------------------ */

static bool is_resynced(struct world *w)
{
    return world_is_quiet(w) && strcmp(world_value(w, "HostName"), "sweep") == 0 &&
           strcmp(world_value(w, "GPP_B"), "by resync") == 0;
}

static enum life resync_restart(struct world *w)
{
    return resync(w, "http://" SERVER "/restart.cfg", is_resynced);
}

/* --- upgrades ------------------------------------------------------------------------------------------------------
 */

static enum life upgrade_by_rule(struct world *w, const char *rule, enum sweep_release r, world_claim_fn *is_done)
{
    const struct setting is_wanted[] = {{"Upgrade_Rule", rule}, {"Upgrade_Error_Retry_Delay", "30"}};
    const struct setting is_over[] = {{"Upgrade_Rule", ""}, {"Upgrade_Error_Retry_Delay", "3600"}};
    if (!is_version(w, r) || fw_device_boot(w->device)->is_trial) {
        STEP(set(w, is_wanted, N(is_wanted)));
    }
    STEP(world_until(w, is_done, WITHIN_S));
    return set(w, is_over, N(is_over));
}

static bool is_new(struct world *w)
{
    return is_version(w, SWEEP_NEW) && world_is_quiet(w);
}
static bool is_old(struct world *w)
{
    return is_version(w, SWEEP_OLD) && world_is_quiet(w);
}
static bool is_next(struct world *w)
{
    return is_version(w, SWEEP_NEXT) && world_is_quiet(w);
}

static enum life upgrade_http(struct world *w)
{
    return upgrade_by_rule(w, "http://" SERVER "/new.img", SWEEP_NEW, is_new);
}

static enum life upgrade_tftp(struct world *w)
{
    return upgrade_by_rule(w, "tftp://" SERVER "/new.img", SWEEP_NEW, is_new);
}

static enum life upgrade_conditional(struct world *w)
{
    return upgrade_by_rule(w, "($SWVER lt 5.2.12)? http://" SERVER "/new.img", SWEEP_NEW, is_new);
}

static enum life downgrade(struct world *w)
{
    return upgrade_by_rule(w, "http://" SERVER "/old.img", SWEEP_OLD, is_old);
}

static enum life upgrade_by_command(struct world *w, const char *url, world_claim_fn *is_done)
{
    for (unsigned i = 0; i < 4 && !is_done(w); i++) {
        STEP(world_until(w, world_is_quiet, WITHIN_S));
        if (is_done(w)) {
            break;
        }
        enum rt_err err = fw_prov_request_upgrade(fw_device_prov(w->device), rt_str(url), SERVER_IP);
        CHECK(err == RT_OK || err == RT_EBUSY);
        enum life life = world_until(w, is_done, 300);
        if (life == LIFE_CUT) {
            return life;
        }
    }
    return is_done(w) ? LIFE_GOES_ON : LIFE_STUCK;
}

static enum life upgrade_command(struct world *w)
{
    return upgrade_by_command(w, "http://" SERVER "/new.img", is_new);
}

/* A unit that was upgraded before: bank B runs, and the records and both banks have a past. */
static void upgrade_first(uint8_t *flash)
{
    struct world w;
    world_open(&w, flash);
    CHECK(world_start(&w) == LIFE_GOES_ON);
    CHECK(upgrade_http(&w) == LIFE_GOES_ON);
    world_close(&w);
}

/* Both sectors of boot records full: the next record turns them over. */
static void fill_records(uint8_t *flash)
{
    struct board *b = board_create(&(struct board_config){.flash = flash});
    CHECK(b != NULL);
    while (boot_record_read(b).sequence < BOOT_RECORDS_PER_SECTOR - 2) {
        CHECK(boot_record_write(b, FW_BANK_A, BOOT_CONFIRMED) == RT_OK);
    }
    board_destroy(b);
}

static bool wants_trial(struct world *w)
{
    return boot_record_read(w->board).state == BOOT_TRY;
}

/* Power failed between the switch to the new image and its first run. */
static void switch_and_cut(uint8_t *flash)
{
    struct world w;
    world_open(&w, flash);
    CHECK(world_start(&w) == LIFE_GOES_ON && world_until(&w, world_is_quiet, WITHIN_S) == LIFE_GOES_ON);
    CHECK(fw_prov_request_upgrade(fw_device_prov(w.device), RT_STR("http://" SERVER "/new.img"), SERVER_IP) == RT_OK);
    CHECK(world_until(&w, wants_trial, 300) == LIFE_GOES_ON);
    world_close(&w);
}

/* Bank B runs, and rots while the power is off: bank A is as good as ever. */
static void upgrade_and_rot(uint8_t *flash)
{
    upgrade_first(flash);
    flash[board_region(BOARD_REGION_BANK_B)->offset + sweep_image(SWEEP_NEW)->n / 2] ^= 1;
}

/* No boot record at all: the first start writes one. */
static void lose_records(uint8_t *flash)
{
    memset(flash + board_region(BOARD_REGION_BOOT)->offset, 0, board_region(BOARD_REGION_BOOT)->n_bytes);
}

static bool has_fallen_back(struct world *w)
{
    return world_is_quiet(w) && boot_record_read(w->board).state == BOOT_FELL_BACK;
}

/* The image is good by every check, but its release never comes up: the watchdog restarts it into the old one. */
static enum life fall_back(struct world *w)
{
    for (unsigned i = 0; i < 4 && !has_fallen_back(w); i++) {
        STEP(world_until(w, world_is_quiet, WITHIN_S));
        if (has_fallen_back(w)) {
            break;
        }
        CHECK(fw_prov_request_upgrade(fw_device_prov(w->device), RT_STR("http://" SERVER "/hang.img"), SERVER_IP) ==
              RT_OK);
        enum life life = world_until(w, has_fallen_back, 300);
        if (life == LIFE_CUT) {
            return life;
        }
    }
    return has_fallen_back(w) ? LIFE_GOES_ON : LIFE_STUCK;
}

/* --- recovery ------------------------------------------------------------------------------------------------------
 */

/* A bit of each head. The unit was upgraded before, so that the records name the bank that recovery does not take. */
static void spoil_both_banks(uint8_t *flash)
{
    upgrade_first(flash);
    flash[board_region(BOARD_REGION_BANK_A)->offset + 100] ^= 1;
    flash[board_region(BOARD_REGION_BANK_B)->offset + 100] ^= 1;
}

static bool is_rescued(struct world *w)
{
    return is_version(w, SWEEP_RESCUE) && world_is_quiet(w) && strcmp(world_value(w, "GPP_A"), "ordinary") == 0 &&
           strcmp(world_value(w, "GPP_SA"), "old secret") == 0;
}

/* The start of each life is all of it: it ends when the rooms run. */
static enum life recovery(struct world *w)
{
    return world_until(w, is_rescued, WITHIN_S);
}

/* --- alive ------------------------------------------------------------------------------------------------------- */

static bool is_later(struct world *w)
{
    return world_is_quiet(w) && strcmp(world_value(w, "GPP_B"), "later") == 0;
}

enum life flow_prove_alive(struct world *w)
{
    STEP(resync(w, "tftp://" SERVER "/later.cfg", is_later));
    return upgrade_by_command(w, "http://" SERVER "/next.img", is_next);
}

/* --- the table -----------------------------------------------------------------------------------------------------
 */

static const struct flow flows[] = {
    {"first-boot", "a new unit's first resync, by option 66", NULL, true, first_boot, is_first, false, false},
    {"commit", "a page stores four values", NULL, false, commit, is_committed, true, false},
    {"submit", "a browser submits a form", open_to_the_internet, false, submit, is_submitted, false, false},
    {"compaction", "the same as commit when the journal is full", fill_journal, false, commit, is_committed, false,
     false},
    {"first-contact", "a customised unit finds its provider", customise, true, first_contact, is_owned, false, false},
    {"resync-restart", "a profile that needs a restart", NULL, false, resync_restart, is_resynced, true, false},
    {"factory-reset", "73738# on the handset", NULL, false, factory_reset, is_first, true, false},
    {"factory-reset-full", "the same when the journal is full", fill_journal, false, factory_reset, is_first, false,
     true},
    {"user-reset", "877778# on the handset", NULL, false, user_reset, is_user_reset, true, false},
    {"forward-by-code", "*72 on the handset", call_without_registration, false, forward_by_code, is_forwarded_by_code,
     false, false},
    {"upgrade-http", "by Upgrade_Rule over HTTP", NULL, false, upgrade_http, is_new, true, false},
    {"upgrade-tftp", "by Upgrade_Rule over TFTP", NULL, false, upgrade_tftp, is_new, true, false},
    {"upgrade-conditional", "by a rule with a condition on $SWVER", NULL, false, upgrade_conditional, is_new, true,
     true},
    {"upgrade-command", "by the web command", NULL, false, upgrade_command, is_new, true, false},
    {"upgrade-records-full", "while the boot records turn over", fill_records, false, upgrade_http, is_new, false,
     false},
    {"downgrade", "back to the old release, on a unit that was upgraded", upgrade_first, false, downgrade, is_old, true,
     false},
    {"fall-back", "a new image that never confirms", NULL, false, fall_back, has_fallen_back, false, false},
    {"boot-trial", "the first start on a new image", switch_and_cut, false, upgrade_command, is_new, false, false},
    {"boot-rotten", "a start whose image rotted, with a good one beside it", upgrade_and_rot, false, upgrade_command,
     is_new, false, false},
    {"boot-no-record", "a start without a boot record", lose_records, false, commit, is_committed, false, false},
    {"fall-back-again", "the same on a unit that was upgraded", upgrade_first, false, fall_back, has_fallen_back, true,
     true},
    {"recovery", "both banks are bad: an image by TFTP", spoil_both_banks, false, recovery, is_rescued, false, false},
};

size_t flows_n(void)
{
    return N(flows);
}

const struct flow *flows_row(size_t i)
{
    return &flows[i];
}

const struct flow *flow_find(const char *name, size_t n_name)
{
    for (size_t i = 0; i < N(flows); i++) {
        if (strlen(flows[i].name) == n_name && memcmp(flows[i].name, name, n_name) == 0) {
            return &flows[i];
        }
    }
    return NULL;
}

/* No resync but those that a flow asks for: one in the middle would be another change, not a mixture. */
static const struct setting ordinary[] = {
    {"Resync_On_Reset", "No"}, {"Resync_Periodic", "0"},  {"Resync_After_Upgrade_Attempt", "No"},
    {"GPP_A", "ordinary"},     {"GPP_B", "of before"},    {"GPP_SA", "old secret"},
    {"Admin_Passwd", ""},      {"Speed_Dial_2_1_", "77"}, {"Resync_Random_Delay", "0"}};

void flow_make_flash(const struct flow *flow, uint8_t *flash)
{
    world_make_unit(flash);
    if (!flow->is_factory_new) {
        struct world w;
        world_open(&w, flash);
        CHECK(world_start(&w) == LIFE_GOES_ON);
        CHECK(world_set(&w, ordinary, N(ordinary)) == RT_OK);
        world_close(&w);
    }
    if (flow->prepare) {
        flow->prepare(flash);
    }
}

void flow_copy_flash(const struct flow *flow, uint8_t *flash)
{
    static uint8_t *made[N(flows)]; /* the program's, never freed */
    size_t i = (size_t)(flow - flows);
    if (!made[i]) {
        made[i] = malloc(BOARD_FLASH_BYTES);
        CHECK(made[i] != NULL);
        flow_make_flash(flow, made[i]);
    }
    memcpy(flash, made[i], BOARD_FLASH_BYTES);
}
