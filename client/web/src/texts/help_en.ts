export default {
  saved: {
    title: 'Where is what I enter?',
    text: 'Once you press “Save” it is on this computer and survives a power cut. What you have not saved is kept as a draft every moment and comes back when you open the form again.',
  },
  line: {
    title: 'What if there is no line?',
    text: 'Enter, change, search and export as usual. When the line is back, everything is sent by itself. Urgent reports go first.',
  },
  bar: {
    title: 'What does the top line say?',
    text: '“Stored here” counts the records on this computer; “to send” the edits that the bureau has not answered; “received by bureau” those it has. When nothing is to be sent, all has arrived.',
  },
  words: {
    title: 'Some words',
    text: 'Edit: one person’s change to one record. Base: what was on the screen when it was made. Receipt: the bureau’s answer to an edit. Held: the record is closed; the edit waits until it is opened again.',
  },
  conflict: {
    title: 'What is a conflict?',
    text: 'You and another office changed the same thing without knowing of each other. Both values are kept. Find out which is right, choose it under “Conflicts” and say why.',
  },
  refused: {
    title: 'Why was an edit refused?',
    text: 'The work list and “Uploads, receipts” tell the reason: the record may have moved to another office, or the step is the county’s. What you entered is still there; mend it and save again.',
  },
  excel: {
    title: 'How do I enter many at once?',
    text: 'Press “Export” in a register, change or add rows, save as CSV and press “Import”. The file is checked first and each fault is told with its row. Importing a file twice enters nothing twice.',
  },
  stick: {
    title: 'What if there is no line for long?',
    text: 'Save edits to a USB stick under “Bundles”, bring it to the county or bureau, and read in the answer that you bring back.',
  },
  lock: {
    title: 'When you leave your desk',
    text: 'Where several people share a computer, press “Lock” at the top right. It locks by itself after some time. Looking at whole identity numbers and the like is written down.',
  },
  lost: {
    title: 'What if the computer is lost or broken?',
    text: 'Tell the bureau at once; it revokes the computer. What had been sent is at the bureau and comes back to a new computer.',
  },
  keys: {
    title: 'By keyboard alone',
    search: { key: '/', text: 'in a register: to the search box' },
    new: { key: 'N', text: 'in a register or an open record: a new record' },
    edit: { key: 'E', text: 'edit the open record' },
    save: { key: 'Ctrl+S', text: 'save' },
    next: { key: 'Ctrl+Enter', text: 'save and enter the next record' },
    enter: { key: 'Enter', text: 'to the next field; in a list: open; in a choice: open it, then choose' },
    rows: { key: '↑ ↓', text: 'move in a list; ↓ leads from the search box to it' },
    tab: { key: 'Tab', text: 'to the next button or field' },
  },
}
