/** What is answered in time; null: not in time. @param millis how long is waited */
export async function within<T>(answer: Promise<T>, millis: number): Promise<T | null> {
  const { promise: silence, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), millis);
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}
