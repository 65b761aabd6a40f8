import type { DoctorCheck } from './documents/doctor.ts';

export const ok = (name: string, message: string): DoctorCheck => ({
  name,
  result: 'ok',
  message,
  remedy: '',
});

export const note = (name: string, message: string, remedy = ''): DoctorCheck => ({
  name,
  result: 'note',
  message,
  remedy,
});

export const problem = (name: string, message: string, remedy: string): DoctorCheck => ({
  name,
  result: 'problem',
  message,
  remedy,
});
