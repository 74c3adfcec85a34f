namespace System.Runtime.CompilerServices;

// records need it, and the framework of compilers does not have it
internal static class IsExternalInit;
