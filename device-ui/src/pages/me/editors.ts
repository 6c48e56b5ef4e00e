/** What an administrator edits of a user in place of the person: one piece, fetched when it is wanted. */
import "./diversion-editor.ts";
import "./forwarding-editor.ts";
import "./shown-number-editor.ts";
import "./work-hours-editor.ts";
