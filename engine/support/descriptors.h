// SPDX-License-Identifier: MIT
// The descriptors 0, 1 and 2 are the standard streams to whoever prints, even where the process began with some of them closed:
// a file of ours that became one of them would be written into. While a hold lasts, what is opened is none of them.
#ifndef ASSIZE_SUPPORT_DESCRIPTORS_H
#define ASSIZE_SUPPORT_DESCRIPTORS_H

// Begins a hold: those that are closed stand for something that can neither be read nor written. Holds may overlap, from any
// threads.
void descriptors_hold(void);
// Ends a hold: with the last one, those that were closed are closed again.
void descriptors_release(void);

#endif
