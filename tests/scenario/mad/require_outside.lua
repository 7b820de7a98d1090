power:on()
require "../steps"
