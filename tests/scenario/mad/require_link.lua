power:on()
require "link"
