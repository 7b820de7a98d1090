-- SPDX-License-Identifier: MIT
-- One connection by HTTPS.
unit {params = {Profile_Rule = "https://provider.test/hidden.cfg"}}
lab:file("hidden.cfg", profile {GPP_A = "hidden"})
power:on()
param:becomes("GPP_A", "hidden", {within = "3m"})
