power:on()
os.execute("true")
