/* SPDX-License-Identifier: MIT */
/* 'help codes': the service codes of the unit, from the table of the firmware and the parameters of the unit. */
#include "bench_priv.h"
#include <fw/device.h>
#include <fw/image.h>
#include <fw/service.h>
#include <stdio.h>
#include <string.h>

static const char *what_follows(enum fw_service_kind kind)
{
    return kind == FW_SERVICE_NUMBER     ? " NUMBER#"
           : kind == FW_SERVICE_PER_CALL ? " NUMBER#"
           : kind == FW_SERVICE_KEY      ? " KEY NUMBER#"
                                         : "";
}

/* "Cfwd_All_Dest", "Speed_Dial_2 to _9": without the number of the line. */
static void put_effects(const struct fw_service *s)
{
    for (size_t i = 0; i < 2 && s->effect_1[i] != FW_EL_NONE; i++) {
        const char *name = fw_element_name(s->effect_1[i]);
        printf("%s%.*s", i == 0 ? ": " : ", ", (int)(strlen(name) - strlen("_1_")), name);
    }
    if (s->act == FW_SERVICE_SET_SPEED_DIAL) {
        fputs(" to _9", stdout);
    }
}

static bool is_subscribed(const struct fw_params *p, const struct fw_service *s, unsigned line)
{
    return s->serv_1 == FW_EL_NONE || fw_element_bool(p, fw_element_of_line(s->serv_1, line));
}

static void code_row(const struct fw_params *p, const struct fw_service *s)
{
    char left[64];
    bool has[2] = {is_subscribed(p, s, 1), is_subscribed(p, s, 2)};
    (void)snprintf(left, sizeof left, "%s%s", fw_element_text(p, s->code), what_follows(s->kind));
    printf("  %-18s %s", left, s->help);
    put_effects(s);
    fputs(has[0] && has[1] ? "\n" : has[0] ? " (not on line 2)\n" : has[1] ? " (not on line 1)\n" : " (off)\n", stdout);
}

/* The lists: "  *72 NUMBER#        the proxy's". */
static void list_rows(const struct fw_params *p, enum fw_element list, const char *help)
{
    struct rt_str rest = rt_str(fw_element_text(p, list));
    struct fw_listed_code code;
    while (fw_service_next_listed(&rest, &code)) {
        char left[64];
        (void)snprintf(left, sizeof left, "%.*s NUMBER#", (int)code.digits.n, code.digits.p);
        printf("  %-18s %s\n", left, help);
    }
}

enum emu_exit bench_help_codes(const struct line *l)
{
    struct fw_device *d = emu_unit_device(l->bench->unit);
    if (!fw_device_is_running(d)) {
        return emu_error_set(l->error, EMU_EXIT_NO,
                             "help codes: the unit is not running: its parameters have the codes");
    }
    const struct fw_params *p = fw_device_params(d);
    printf("Service codes of release %s: lift a handset, dial a code at the dial tone.\n",
           fw_device_manifest(d)->version);
    for (unsigned i = 0; i < fw_n_services; i++) {
        if (fw_element_text(p, fw_services[i].code)[0] != '\0') {
            code_row(p, &fw_services[i]);
        }
    }
    list_rows(p, FW_EL_FEATURE_DIAL_SERVICES_CODES, "a service of the proxy, called with the code before the number");
    list_rows(p, FW_EL_REFERRAL_SERVICES_CODES, "a service of the proxy for the call on hold");
    puts(
        "A NUMBER# may end without #, where the dial plan knows its length. What dialled keys do: vspa explain --dial");
    return EMU_EXIT_OK;
}
