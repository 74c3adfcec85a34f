namespace System;

// list patterns need it, and the framework of compilers does not have it
internal readonly struct Index(int value, bool fromEnd = false)
{
    public int GetOffset(int length) => fromEnd ? length - value : value;
}
