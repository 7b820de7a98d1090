/* SPDX-License-Identifier: MIT */
/* Restricted_Access_Domains: which servers a list of domains lets through. */
#include <harness/test.h>
#include <fw/domains.h>

static void servers_are_judged_by_their_domain(void **state)
{
    static const struct {
        const char *list, *server;
        bool is_allowed;
    } ROWS[] = {
        {"", "anything.org", true},
        {"  , ,", "10.0.0.1", true},
        {"domain.com", "domain.com", true},
        {"domain.com", "prov.domain.com", true},
        {"domain.com", "a.b.domain.com", true},
        {"domain.com", "PROV.Domain.COM", true},
        {"DOMAIN.com", "prov.domain.com.", true},
        {".domain.com", "prov.domain.com", true},
        {"domain.com", "baddomain.com", false},
        {"domain.com", "domain.com.evil.org", false},
        {"domain.com", "com", false},
        {"domain.com", "", false},
        {"domain.com", "192.168.1.200", false},
        {"domain.com, domain1.com, domain2.com", "x.domain2.com", true}, /* guide p.1-4 */
        {"domain.com, domain1.com, domain2.com", "x.domain3.com", false},
        {"192.168.1.200", "192.168.1.200", true},
        {"192.168.1.200", "192.168.1.20", false},
        {"1.200", "192.168.1.200", false},
        {"a,b,c,d,e", "e", true},
        {"a,b,c,d,e,f", "f", false}, /* five at most */
        {"a,,b,,c,,d,,e", "e", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        if (fw_domains_allow(rt_str(ROWS[i].list), rt_str(ROWS[i].server)) != ROWS[i].is_allowed) {
            fail_msg("row %zu: \"%s\", %s", i, ROWS[i].list, ROWS[i].server);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(servers_are_judged_by_their_domain)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
