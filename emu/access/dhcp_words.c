/* SPDX-License-Identifier: MIT */
/* What --lab-dhcp takes. */
#include <access/access.h>
#include <host/kinds.h>
#include <rt/str.h>
#include <string.h>

#define TEXT_MAX_BYTES 200u /* two of them and the addresses fit in what every client must take: RFC 2131 section 2 */
#define LEASE_MAX_US   (UINT32_MAX * UINT64_C(1000000))

static const struct emu_choice choices[] = {
    {"option66=TEXT", "the TFTP server's name: an address, a name or a URL; none: the option is not given"},
    {"option150=ADDR[,ADDR]", "addresses of TFTP servers"},
    {"option159=TEXT", "a provisioning server, as other makers' phones read it"},
    {"option160=TEXT", "the same"},
    {"option42=ADDR", "the time server's address [192.168.1.200]; none: the option is not given"},
    {"bootfile=NAME", "the boot file: field and option 67"},
    {"lease=TIME", "the lease time [24h]"},
    {"refuse", "offer an address, and refuse it when it is asked for"},
    {"second", "a second server, 192.168.1.201, offers after the first, without a provisioning server"},
};
const struct emu_kind emu_kind_lab_dhcp = {.name = "dhcp",
                                           .parse = emu_parse_lab_dhcp,
                                           .choices = choices,
                                           .n_choices = sizeof choices / sizeof choices[0],
                                           .is_open = true,
                                           .is_list = true};

static const char *take_text(const char *value, const char **field)
{
    size_t n = strlen(value);
    if (n == 0 || n > TEXT_MAX_BYTES) {
        return "not a text of 1 to 200 characters";
    }
    *field = value;
    return NULL;
}

static const char *take_addresses(const char *value, struct emu_lab_dhcp *d)
{
    struct rt_str rest = rt_str(value);
    d->n_tftp = 0;
    while (rest.p != NULL) {
        struct rt_str one = rt_str_cut(rest, ',', &rest);
        if (d->n_tftp == 4 || rt_str_ipv4(one, &d->tftp[d->n_tftp++]) != RT_OK) {
            return "not 1 to 4 addresses, as 192.168.1.200,192.168.1.201";
        }
    }
    return NULL;
}

static const char *take_time_server(const char *value, struct emu_lab_dhcp *d)
{
    d->ntp = 0;
    d->has_no_ntp = strcmp(value, "none") == 0;
    return d->has_no_ntp || (rt_str_ipv4(rt_str(value), &d->ntp) == RT_OK && d->ntp != 0)
               ? NULL
               : "not an address, as 192.168.1.200, nor none";
}

static const char *take_lease(const char *value, struct emu_lab_dhcp *d)
{
    const char *wrong = emu_parse_duration_us(value, &d->lease_us);
    return wrong != NULL                                          ? wrong
           : d->lease_us < 1000000u || d->lease_us > LEASE_MAX_US ? "not a lease of 1 s or more"
                                                                  : NULL;
}

/* An option may be given by its number alone: "66=" for "option66=". */
static const char *skip_option(const char *value)
{
    static const char word[] = "option";
    return strncmp(value, word, sizeof word - 1) == 0 ? value + sizeof word - 1 : value;
}

const char *emu_parse_lab_dhcp(const char *value, void *dhcp)
{
    static const char *const texts[] = {"66=", "159=", "160="};
    struct emu_lab_dhcp *d = dhcp;
    value = skip_option(value);
    for (size_t i = 0; i < 3; i++) {
        if (strncmp(value, texts[i], strlen(texts[i])) == 0) {
            return take_text(value + strlen(texts[i]), &d->text[i]);
        }
    }
    if (strncmp(value, "150=", 4) == 0) {
        return take_addresses(value + 4, d);
    }
    if (strncmp(value, "42=", 3) == 0) {
        return take_time_server(value + 3, d);
    }
    if (strncmp(value, "bootfile=", 9) == 0) {
        return strlen(value + 9) < 128 ? take_text(value + 9, &d->boot_file) : "too long: 127 characters is the limit";
    }
    if (strncmp(value, "lease=", 6) == 0) {
        return take_lease(value + 6, d);
    }
    d->is_refusing = d->is_refusing || strcmp(value, "refuse") == 0;
    d->has_second = d->has_second || strcmp(value, "second") == 0;
    return strcmp(value, "refuse") == 0 || strcmp(value, "second") == 0 ? NULL : "unknown value";
}
