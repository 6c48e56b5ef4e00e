import type { Message } from "../message.ts";
import type { frameSv } from "./frame.sv.ts";

/** The same in English. */
export const frameEn: Readonly<Record<keyof typeof frameSv, Message>> = {
  "frame.sign_in": "Sign in",
  "frame.sign_in.name": "Fixed number or user name",
  "frame.sign_in.name_hint": "Write the number as you like, for example 08-465 004 01.",
  "frame.sign_in.password": "Password",
  "frame.sign_in.busy": "Signing in …",
  "frame.sign_in.forgot": "Forgotten your password?",
  "frame.sign_in.ask_administrator": "Forgotten your password? Ask an administrator at your company for a new one.",
  "frame.sign_in.wait_seconds": {
    one: "There were too many attempts. Wait {count} second and try again.",
    other: "There were too many attempts. Wait {count} seconds and try again.",
  },
  "frame.sign_in.wait_minutes": {
    one: "There were too many attempts. Wait {count} minute and try again.",
    other: "There were too many attempts. Wait {count} minutes and try again.",
  },

  "frame.again": "Sign in again",
  "frame.again.text": "Your session has ended, {name}. The page below is as you left it: sign in and carry on.",
  "frame.again.not_now": "Not now",

  "frame.own_password": "Choose your own password",
  "frame.own_password.text": "Somebody else chose the one you signed in with. Choose one that only you know.",
  "frame.password.current": "The password you were given",
  "frame.password.new": "New password",
  "frame.password.hint": "At least {least} characters. Several words in a row are easy to remember.",
  "frame.password.save": "Save the password",
  "frame.password.busy": "Saving …",

  "frame.forgot": "Forgotten password",
  "frame.forgot.text": "Write your fixed number or user name. We send a link to your e-mail.",
  "frame.forgot.send": "Send the link",
  "frame.forgot.busy": "Sending …",
  "frame.forgot.sent": "Look in your e-mail",
  "frame.forgot.sent_text":
    "If there is such a number or user name, with an e-mail address, a link is on its way. It works once, within an hour. Nothing there? Look in your spam, or ask an administrator for a new password.",
  "frame.forgot.off": "Klyka sends no e-mail here. Ask an administrator at your company for a new password.",
  "frame.to_sign_in": "To the sign-in",

  "frame.new_password": "Choose a new password",
  "frame.new_password.text": "The link works once. Wherever else you are signed in, you will be signed out.",
  "frame.new_password.bad": "The link is not whole. Open it once more from the mail, or ask for a new one.",
  "frame.new_password.done": "The password is changed",
  "frame.new_password.done_text": "Sign in with the new one.",
  "frame.new_password.ask_anew": "Ask for a new link",

  "frame.menu": "Your account",
  "frame.menu.sign_out": "Sign out",
  "frame.left": "You are back in {organisation}.",

  "frame.forbidden": "This page is not open to you",
  "frame.forbidden.user": "My pages are for people with a number of their own at {organisation}.",
  "frame.forbidden.administrator":
    "It is for administrators. If you need it, ask an administrator at {organisation} for the right.",
  "frame.forbidden.operator": "It is for the operator's staff.",

  "frame.away": "The server does not answer",
  "frame.away.text": "Klyka cannot be reached just now. The phones work as usual. Try again in a while.",

  "frame.view.operator": "Operator",
  "frame.section.diversion": "Absence",
  "frame.section.forwarding": "Forwarding",
  "frame.section.shown_number": "Shown number",
  "frame.section.my_subscription": "Mobile subscription",
  "frame.section.prices": "Prices",
  "frame.section.my_groups": "Groups",
  "frame.section.my_calls": "My calls",
  "frame.section.new_phones": "New phones",
  "frame.section.phone_settings": "Phone settings",
  "frame.section.rollouts": "Roll-outs",
  "frame.section.fleet": "The fleet",
  "frame.section.firmware": "Firmware",
  "frame.section.switches": "Switches",
  "frame.section.layouts": "Key layouts",
  "frame.section.announcements": "Announcements",
  "frame.section.calls": "Try a call",
  "frame.section.organisations": "Organisations",
  "frame.section.all_phones": "All phones",
  "frame.section.organisation": "The organisation",
  "frame.section.orders": "Orders",
  "frame.section.sim_stock": "SIM stock",
  "frame.section.retention": "Retention",
  "frame.section.health": "Health",
  "frame.section.finance": "Billing",
  "frame.section.outbox": "Outbox",

  "frame.search.recent": "Opened lately",
  "frame.search.pages": "Pages",
  "frame.search.colleagues": "Colleagues",
  "frame.search.keys": "Keys",
  "frame.search.key": "Key on {phone}",
  "frame.search.nobody": "without a user",
  "frame.search.copy": "{number} · copy",
  "frame.search.copied": "{number} is copied.",
};
