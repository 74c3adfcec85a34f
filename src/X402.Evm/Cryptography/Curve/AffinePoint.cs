namespace X402.Evm.Cryptography.Curve;

/// <summary>A point (x, y), not the point at infinity. Coordinates have magnitude 1.</summary>
internal struct AffinePoint
{
    public FieldElement X, Y;

    /// <summary>The generator G of the group.</summary>
    public static AffinePoint Generator => new()
    {
        X = new FieldElement(0x2_815B_16F8_1798, 0xD_B2DC_E28D_959F, 0xE_870B_0702_9BFC, 0xB_BAC5_5A06_295C, 0x79BE_667E_F9DC),
        Y = new FieldElement(0x7_D08F_FB10_D4B8, 0x4_8A68_5541_99C4, 0xE_1108_A8FD_17B4, 0xC_4655_DA4F_BFC0, 0x483A_DA77_26A3),
    };
}
