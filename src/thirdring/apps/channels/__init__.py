"""The numbers people call and where they lead: lines, menus, prompts, queues, trunks."""
