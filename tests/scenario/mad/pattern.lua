power:on()
string.find(string.rep("a", 100000), string.rep(".-", 30) .. "b")
